import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Characters } from './characters.ts';
import { piecesOf } from './links.ts';

/** What made the parser before work for 20 ms and more, and whatever else is tried to have it look twice. */
const HARD = [
  '(',
  ')',
  '[',
  ']',
  '.',
  '_',
  '!',
  ';',
  '&a',
  '@',
  ':',
  "'",
  '\u200b',
  'h',
  'w',
  'https://',
  'www.',
  'http://a',
  'www.a.b',
  '😀',
  'я',
  ' ',
];

test('No text has the parser look at a character more than some times (row 55)', () => {
  const looksOf = (text: string) => {
    const characters = new Characters(text);
    piecesOf(characters);
    return characters.looks;
  };
  const hard = fc
    .array(fc.constantFrom(...HARD), { minLength: 1, maxLength: 6 })
    .map((units) => units.join(''));
  fc.assert(
    fc.property(hard, hard, hard, (before, again, after) => {
      const text = before + again.repeat(4_000 / again.length) + after;
      assert.ok(looksOf(text) <= 60 * text.length, `${looksOf(text) / text.length} looks for each character`);
    }),
    { numRuns: 1_000 },
  );
});
