import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { MAX_SLOW_MODE } from '../../protocol.ts';
import { LastMessages } from './slow-mode.ts';

const MOST = 5;
const [rooms, names] = [
  ['garden', 'kitchen', 'porch'],
  ['message anna', 'edit anna', 'message boris'],
];

test('what is known of each room is what is known at all, also when the oldest are forgotten', () => {
  const act = fc.record({
    room: fc.constantFrom(...rooms),
    name: fc.constantFrom(...names),
    later: fc.nat(9),
  });
  fc.assert(
    fc.property(fc.array(act, { maxLength: 20 }), fc.nat(100), (acts, expires) => {
      const last = new LastMessages(MOST);
      let moment = 0;
      for (const { room, name, later } of acts) {
        moment += later;
        last.note(room, name, moment);
      }
      last.removeExpired(expires + MAX_SLOW_MODE * 1000);
      let size = 0;
      for (const room of rooms) {
        const known = names
          .map((name): [string, number | undefined] => [name, last.of(room, name)])
          .filter(([, at]) => at !== undefined);
        const listed = last.ofRoom(room);
        assert.deepEqual(new Map(listed), new Map(known as [string, number][]));
        assert.ok(listed.every(([, at], place) => at <= (listed[place - 1]?.[1] ?? at)));
        size += listed.length;
      }
      assert.ok(size === last.size && size <= MOST);
    }),
  );
});
