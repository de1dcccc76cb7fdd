import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Clusters } from './clusters.ts';
import { mentionsOf } from './mentions.ts';

test('Whatever somebody is called, no text is looked at more than some times for their mentions (row 55)', () => {
  const units = [
    '@',
    'a',
    'b',
    "'",
    '-',
    '.',
    ' ',
    '_',
    's',
    '\u200b',
    '\u0301',
    '\u0323',
    'é',
    'ﷺ',
    '😀',
    'я',
  ];
  const hard = fc
    .array(fc.constantFrom(...units), { minLength: 1, maxLength: 6 })
    .map((chosen) => chosen.join(''));
  // A name that is the text's own beginning fails as late as it can.
  const name = fc.tuple(hard, fc.boolean()).map(([unit, last]) => ({ unit, last: last ? 'b' : '' }));
  const looksOf = (called: string, text: string) => {
    const clusters = new Clusters(text);
    mentionsOf(called, called.slice(0, 20))(text, clusters);
    return clusters.looks;
  };
  fc.assert(
    fc.property(name, hard, hard, fc.boolean(), ({ unit, last }, before, other, same) => {
      const again = same ? unit : other;
      const text = `${before}@${again.repeat(4_000 / again.length)}${before}`;
      const called = `${unit.repeat(49 / unit.length)}${last}`;
      const looks = looksOf(called, text);
      // The longest fold of one character has eighteen.
      assert.ok(looks <= 130 * text.length, `${looks / text.length} looks for each character`);
    }),
    { numRuns: 1_000 },
  );
  const [ofMarks, ofCalls] = [`@a${'\u0315\u0300'.repeat(2_000)}`, '@'.repeat(4_000)];
  assert.ok(looksOf('a', ofMarks) <= 200, 'marks without end are one character, and not put in order');
  assert.ok(looksOf('@'.repeat(50), ofCalls) <= 20 * ofCalls.length);
});
