import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { NO_SLOT, type TimerEntry, TimerWheel } from './timer-wheel.ts';

type Entry = TimerEntry & { due: number; visits: number[] };
const RANGE = 50;
const STEP = 10;

const action = fc.oneof(
  fc.record({ do: fc.constant('add'), within: fc.nat(RANGE) }),
  fc.record({ do: fc.constant('remove'), which: fc.nat() }),
  fc.record({ do: fc.constant('turn'), by: fc.nat(3 * RANGE) }),
);

test('an entry is visited once, when it is due and at most a step later; a removed entry never is', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
      let moment = 123;
      const wheel = new TimerWheel<Entry>({ range: RANGE, step: STEP, moment });
      const waiting: Entry[] = [];
      const turn = (by: number) => {
        const before = moment;
        moment += by;
        wheel.turn(moment, (entry) => entry.visits.push(moment));
        for (const entry of waiting.splice(0)) {
          if (entry.visits.length === 0) waiting.push(entry);
          else assert.ok(entry.due <= moment && before < entry.due + STEP, `${entry.due} at ${moment}`);
          assert.ok(entry.visits.length > 0 || entry.due > moment - STEP, `${entry.due} not at ${moment}`);
          assert.ok(entry.visits.length <= 1);
        }
      };
      for (const one of actions) {
        if ('within' in one) {
          const entry = { slot: NO_SLOT, index: NO_SLOT, due: moment + one.within, visits: [] };
          waiting.push(entry);
          wheel.add(entry, entry.due);
        } else if ('which' in one && waiting.length > 0) {
          const [removed] = waiting.splice(one.which % waiting.length, 1);
          if (removed) wheel.remove(removed);
        } else if ('by' in one) turn(one.by);
      }
      turn(10 * RANGE);
      assert.equal(waiting.length, 0);
    }),
  );
});

test('an entry that is added again or removes another one during a visit disturbs no other entry', () => {
  const wheel = new TimerWheel<Entry>({ range: RANGE, step: STEP, moment: 0 });
  const [first, second, third] = Array.from({ length: 3 }, () => {
    const entry: Entry = { slot: NO_SLOT, index: NO_SLOT, due: STEP, visits: [] };
    wheel.add(entry, entry.due);
    return entry;
  }) as [Entry, Entry, Entry];
  wheel.turn(STEP, (entry) => {
    entry.visits.push(STEP);
    if (entry !== first) return;
    wheel.remove(second);
    wheel.add(first, 2 * STEP);
  });
  wheel.turn(2 * STEP, (entry) => entry.visits.push(2 * STEP));
  assert.deepEqual([first.visits, second.visits, third.visits], [[STEP, 2 * STEP], [], [STEP]]);
});
