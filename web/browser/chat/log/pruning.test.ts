import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Pruning, type Range } from './pruning.ts';

test('At the end of the log the newest few hundred stay', () => {
  const pruning = new Pruning();
  assert.deepEqual(pruning.due(300, undefined), []);
  assert.deepEqual(pruning.due(301, undefined), [{ start: 0, end: 1 }]);
});

test('What is being read stays, and the log is bounded, however much comes and wherever one reads', () => {
  const step = fc.record({ come: fc.nat(400), read: fc.double({ min: 0, max: 1, noNaN: true }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const pruning = new Pruning();
      let log: number[] = [];
      let said = 0;
      for (const { come, read } of steps) {
        const first = Math.floor(read * Math.max(0, log.length - 40));
        const reading = log.slice(first, first + 40);
        for (let one = 0; one < come; one++) {
          log.push(said++);
          const start = log.indexOf(reading[0] ?? 0);
          const range = (): Range => ({ start, end: start + reading.length });
          for (const gone of pruning.due(log.length, range))
            log = log.filter((_, at) => at < gone.start || at >= gone.end);
          assert.ok(reading.every((entry) => log.includes(entry)));
          assert.ok(log.length <= 800);
          assert.equal(log.at(-1), said - 1);
        }
      }
    }),
    { numRuns: 30 },
  );
});
