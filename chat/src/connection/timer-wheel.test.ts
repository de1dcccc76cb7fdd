import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { NOWHERE, type Passenger, Wheel } from './timer-wheel.ts';

type Rider = Passenger & { due: number; looked: number[] };
const REACH = 50;
const STEP = 10;

const act = fc.oneof(
  fc.record({ do: fc.constant('put'), within: fc.nat(REACH) }),
  fc.record({ do: fc.constant('take'), which: fc.nat() }),
  fc.record({ do: fc.constant('turn'), by: fc.nat(3 * REACH) }),
);

test('whoever is on the wheel is looked at once, when it is due and at most a step later; who was taken off never', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
      let moment = 123;
      const wheel = new Wheel<Rider>(REACH, STEP, moment);
      const riding: Rider[] = [];
      const turn = (by: number) => {
        const before = moment;
        moment += by;
        wheel.turn(moment, (rider) => rider.looked.push(moment));
        for (const rider of riding.splice(0)) {
          if (rider.looked.length === 0) riding.push(rider);
          else assert.ok(rider.due <= moment && before < rider.due + STEP, `${rider.due} at ${moment}`);
          assert.ok(rider.looked.length > 0 || rider.due > moment - STEP, `${rider.due} not at ${moment}`);
          assert.ok(rider.looked.length <= 1);
        }
      };
      for (const one of acts) {
        if ('within' in one) {
          const rider = { slot: NOWHERE, seat: NOWHERE, due: moment + one.within, looked: [] };
          riding.push(rider);
          wheel.put(rider, rider.due);
        } else if ('which' in one && riding.length > 0) {
          const [taken] = riding.splice(one.which % riding.length, 1);
          if (taken) wheel.take(taken);
        } else if ('by' in one) turn(one.by);
      }
      turn(10 * REACH);
      assert.equal(riding.length, 0);
    }),
  );
});

test('somebody who is put back or takes another off while they are looked at disturbs nobody', () => {
  const wheel = new Wheel<Rider>(REACH, STEP, 0);
  const [first, second, third] = Array.from({ length: 3 }, () => {
    const rider: Rider = { slot: NOWHERE, seat: NOWHERE, due: STEP, looked: [] };
    wheel.put(rider, rider.due);
    return rider;
  }) as [Rider, Rider, Rider];
  wheel.turn(STEP, (rider) => {
    rider.looked.push(STEP);
    if (rider !== first) return;
    wheel.take(second);
    wheel.put(first, 2 * STEP);
  });
  wheel.turn(2 * STEP, (rider) => rider.looked.push(2 * STEP));
  assert.deepEqual([first.looked, second.looked, third.looked], [[STEP, 2 * STEP], [], [STEP]]);
});
