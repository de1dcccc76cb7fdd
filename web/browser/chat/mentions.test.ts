import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mentionsOf } from './mentions.ts';

const mentioned = (name: string, text: string) =>
  mentionsOf(name)(text).flatMap((piece) => (piece.mention ? piece.text : []));

test('The full name and its first word are mentions, in any case', () => {
  assert.deepEqual(mentioned('Анна Петрова', 'Привет, @анна! И @Анна Петрова.'), ['@анна', '@Анна Петрова']);
});

test('Part of a longer word or of an e-mail address is no mention', () => {
  assert.deepEqual(mentioned('anna', 'boris@anna.example @annabel @anna_2 anna'), []);
});

test('A name is taken literally, whatever characters it has, and a text loses nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (name, text) => {
      const joined = mentionsOf(name)(`${text} @${name} ${text}`);
      assert.equal(joined.map((piece) => piece.text).join(''), `${text} @${name} ${text}`);
    }),
  );
  assert.deepEqual(mentioned('a.*(b', '@axx(b @A.*(B'), ['@A.*(B']);
});
