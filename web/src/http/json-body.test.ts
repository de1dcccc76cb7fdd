import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isSmallAndShallow } from './json-body.ts';

/** How many commas a value is written with, and how many levels it has. */
function shapeOf(value: unknown): { commas: number; levels: number } {
  if (typeof value !== 'object' || value === null) return { commas: 0, levels: 0 };
  const inside = Object.values(value).map(shapeOf);
  return {
    commas: Math.max(inside.length - 1, 0) + inside.reduce((sum, { commas }) => sum + commas, 0),
    levels: 1 + Math.max(0, ...inside.map(({ levels }) => levels)),
  };
}

test('the values and levels of JSON are counted without parsing it (row 47)', () => {
  const punctuation = fc.string({ unit: fc.constantFrom(...'"\\,[]{}:ж🏮a') });
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 6 },
      punctuation,
      fc.double(),
      fc.array(tie('value'), { maxLength: 5 }),
      fc.dictionary(punctuation, tie('value'), { maxKeys: 5 }),
    ),
  }));
  fc.assert(
    fc.property(value, fc.nat({ max: 3 }), (each, indent) => {
      const text = Buffer.from(JSON.stringify(each, undefined, indent));
      const { commas, levels } = shapeOf(JSON.parse(String(text)));
      assert.ok(isSmallAndShallow(text, { commas, levels }));
      if (commas > 0) assert.ok(!isSmallAndShallow(text, { commas: commas - 1, levels }));
      if (levels > 0) assert.ok(!isSmallAndShallow(text, { commas, levels: levels - 1 }));
    }),
    { numRuns: 500 },
  );
});

test('invalid JSON is read to its end and no further', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => typeof isSmallAndShallow(bytes) === 'boolean'),
  );
});
