import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Pruning, type Range } from './pruning.ts';

test('For a reader at the end the newest few hundred entries stay, and the oldest go a hundred at a time', () => {
  const pruning = new Pruning();
  assert.deepEqual(pruning.due(399, undefined), []);
  assert.deepEqual(pruning.due(400, undefined), [{ start: 0, end: 100 }]);
  assert.deepEqual(pruning.due(1_000, undefined), [{ start: 0, end: 700 }]);
});

test('Entries in sight stay, and the log is bounded, whatever is added and wherever the reader is', () => {
  const step = fc.record({ added: fc.nat(400), read: fc.double({ min: 0, max: 1, noNaN: true }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const pruning = new Pruning();
      let log: number[] = [];
      let next = 0;
      for (const { added, read } of steps) {
        const first = Math.floor(read * Math.max(0, log.length - 40));
        const visible = log.slice(first, first + 40);
        for (let one = 0; one < added; one++) {
          log.push(next++);
          const start = log.indexOf(visible[0] ?? 0);
          const range = (): Range => ({ start, end: start + visible.length });
          for (const removed of pruning.due(log.length, range))
            log = log.filter((_, at) => at < removed.start || at >= removed.end);
          assert.ok(visible.every((entry) => log.includes(entry)));
          assert.ok(log.length <= 800);
          assert.equal(log.at(-1), next - 1);
        }
      }
    }),
    { numRuns: 30 },
  );
});
