import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { splitLinksOf } from './links.ts';
import { TextReader } from './text-reader.ts';

/** Units that made an earlier parser work for 20 ms and more, and others that may make it read twice. */
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

test('No text makes the parser read a character more than some times (row 55)', () => {
  const readsOf = (text: string) => {
    const reader = new TextReader(text);
    splitLinksOf(reader);
    return reader.reads;
  };
  const hard = fc
    .array(fc.constantFrom(...HARD), { minLength: 1, maxLength: 6 })
    .map((units) => units.join(''));
  fc.assert(
    fc.property(hard, hard, hard, (before, again, after) => {
      const text = before + again.repeat(4_000 / again.length) + after;
      assert.ok(readsOf(text) <= 60 * text.length, `${readsOf(text) / text.length} reads for each character`);
    }),
    { numRuns: 1_000 },
  );
});
