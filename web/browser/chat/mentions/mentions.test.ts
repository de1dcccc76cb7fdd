import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createMentionFinder } from './mentions.ts';

const mentioned = (name: string, text: string) =>
  createMentionFinder({ name })(text).flatMap((piece) => (piece.mention ? piece.text : []));

test('The full name and its first word are mentions, in any case', () => {
  assert.deepEqual(mentioned('Анна Петрова', 'Привет, @анна! И @Анна Петрова.'), ['@анна', '@Анна Петрова']);
});

test('A part of a longer word or of an e-mail address is no mention', () => {
  assert.deepEqual(mentioned('anna', 'boris@anna.example @annabel @anna_2 anna @anna.b'), []);
});

test('A longer name with a hyphen or an apostrophe is another name, and a possessive is none', () => {
  assert.deepEqual(
    mentioned('Anna', '@Anna-Maria, @Anna–Lisa, @Anna\u2019Lisa, @Anna’s lamp, @Anna- and @Anna.'),
    ['@Anna', '@Anna', '@Anna'],
  );
  assert.deepEqual(mentioned('Anna-Maria Berg', '@anna-maria @Anna'), ['@anna-maria']);
});

test('A name is recognised in any normal form, without accents, and with е for ё', () => {
  assert.deepEqual(mentioned('Алёна', '@Алена @АЛЁНА @Ален'), ['@Алена', '@АЛЁНА']);
  for (const form of ['NFC', 'NFD'] as const)
    assert.deepEqual(mentioned('Zoé Ångström'.normalize(form), '@Zoe\u0301! @zoe angstrom'), [
      '@Zoe\u0301',
      '@zoe angstrom',
    ]);
  assert.deepEqual(mentioned('Андрей', '@Андреи @Андреи\u0306'), ['@Андреи\u0306']);
});

test('Special characters in a name have no meaning, and the pieces joined are the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (name, text) => {
      const joined = createMentionFinder({ name })(`${text} @${name} ${text}`);
      assert.equal(joined.map((piece) => piece.text).join(''), `${text} @${name} ${text}`);
    }),
  );
  assert.deepEqual(mentioned('a.*(b', '@axx(b @A.*(B'), ['@A.*(B']);
});

test('A login is a mention, too', () => {
  const pieces = createMentionFinder({ name: 'Анна', login: 'anna7' })('@anna7, @Анна, @anna77');
  assert.deepEqual(
    pieces.flatMap(({ text, mention }) => (mention ? text : [])),
    ['@anna7', '@Анна'],
  );
});
