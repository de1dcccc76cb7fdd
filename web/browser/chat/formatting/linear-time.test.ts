import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatText } from './format-text.ts';

const UNITS = [
  ...['*', '*a', 'a*', '**a', '_a', '_', '~~a', '~', '`', '`a', '``a`', '```\n', '````a\n', '~~~\n'],
  ...['> ', '>\n', '>', '- ', '- a\n', ' - a\n', '1. ', '1) a\n', '* ', '+ a\n', '  ', '\t', '\n', '\n\n'],
  ...['a', 'a\n ', '[', '](', '![', '<', '<a b ', '<!--', '&', '\\', '中*', '😀', '\r\n'],
];
/**
 * In milliseconds of the processor for 4,000 characters, however busy it is with other things: several times what the slowest needs,
 * and a hundredth of what work of their square would.
 */
const LONGEST = 250;

test('No text of 4,000 characters keeps the parser busy for long (row 107)', () => {
  const unit = fc
    .array(fc.constantFrom(...UNITS), { minLength: 1, maxLength: 4 })
    .map((units) => units.join(''));
  fc.assert(
    fc.property(unit, unit, fc.integer({ min: 0, max: 1_000 }), (before, again, times) => {
      const start = before.repeat(times).slice(0, 4_000);
      const text = `${start}${again.repeat((4_000 - start.length) / again.length)}`;
      const durations = [1, 2].map(() => {
        const since = process.threadCpuUsage();
        formatText([{ text }]);
        const { user, system } = process.threadCpuUsage(since);
        return (user + system) / 1000;
      });
      assert.ok(Math.min(...durations) < LONGEST, `${durations} ms`);
    }),
    { numRuns: 200 },
  );
});
