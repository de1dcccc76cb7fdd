import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FoldedText } from './folded-text.ts';
import { createMentionFinder } from './mentions.ts';

test('Whatever the reader’s name is, no text makes the search for mentions read a character more than some times (row 55)', () => {
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
  // A name that is a prefix of the text fails as late as possible.
  const names = fc.tuple(hard, fc.boolean()).map(([unit, last]) => ({ unit, last: last ? 'b' : '' }));
  const readsOf = (name: string, text: string) => {
    const folded = new FoldedText(text);
    createMentionFinder({ name, login: name.slice(0, 20) })(text, folded);
    return folded.reads;
  };
  fc.assert(
    fc.property(names, hard, hard, fc.boolean(), ({ unit, last }, before, other, same) => {
      const again = same ? unit : other;
      const text = `${before}@${again.repeat(4_000 / again.length)}${before}`;
      const name = `${unit.repeat(49 / unit.length)}${last}`;
      const reads = readsOf(name, text);
      // The longest folded character has a length of eighteen.
      assert.ok(reads <= 130 * text.length, `${reads / text.length} reads for each character`);
    }),
    { numRuns: 1_000 },
  );
  const [ofMarks, ofCalls] = [`@a${'\u0315\u0300'.repeat(2_000)}`, '@'.repeat(4_000)];
  assert.ok(
    readsOf('a', ofMarks) <= 200,
    'any number of marks is one cluster, which is cut before it is normalized',
  );
  assert.ok(readsOf('@'.repeat(50), ofCalls) <= 20 * ofCalls.length);
});
