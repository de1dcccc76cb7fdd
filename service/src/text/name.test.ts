import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cleanName, isShowable } from './name.ts';
import { searchKey } from './search-key.ts';

const INVISIBLE = [
  '\u00ad',
  '\u034f',
  '\u061c',
  '\u200b',
  '\u200e',
  '\u202a',
  '\u202e',
  '\u2060',
  '\u2066',
  '\u2069',
  '\ufeff',
];
const FILLERS = [
  '\u115f',
  '\u1160',
  '\u3164',
  '\uffa0',
  '\u17b4',
  '\ufff9',
  '\ufffc',
  '\u{e0001}',
  '\u{e0041}',
  '\u{1d173}',
];
const JOINERS = ['\u200c', '\u200d', '\ufe0e', '\ufe0f', '\u180b', '\u{e0100}', '\u{e007f}'];
const SPACES = [
  '\t',
  '\n',
  '\v',
  '\u0085',
  '\u00a0',
  '\u1680',
  '\u2003',
  '\u2028',
  '\u202f',
  '\u3000',
  '\u2800',
];
const LETTERS = [
  'a',
  'é',
  'ё',
  'й',
  'ß',
  'İ',
  'ش',
  'ק',
  'क',
  '\u094d',
  'ด',
  '葛',
  'か',
  '한',
  'ᠠ',
  '1',
  '#',
  '.',
  '👩',
  '🚀',
  '❤',
  '🏽',
  '🏴',
];
const MARKS = ['\u0301', '\u0308', '\u0336', '\u0489', '\u05b8', '\u064e', '\u3099', '\u20e3', '\u0e47'];

const character = fc.constantFrom(
  ...INVISIBLE,
  ...FILLERS,
  ...JOINERS,
  ...SPACES,
  ...LETTERS,
  ...LETTERS,
  ...MARKS,
);
const name = fc.oneof(
  fc.array(character, { maxLength: 30 }).map((all) => all.join('')),
  fc.string({ unit: 'binary' }),
);

test('a clean name is clean, in NFC, and has the key that it had', () => {
  fc.assert(
    fc.property(name, (text) => {
      const clean = cleanName(text);
      assert.equal(cleanName(clean), clean);
      assert.equal(clean.normalize('NFC'), clean);
      assert.doesNotMatch(clean, /^ | {2}| $|[^\P{White_Space} ]/u);
    }),
    { numRuns: 3000 },
  );
});

test('invisible characters are removed where no script needs them', () => {
  const latin = fc.array(fc.constantFrom(...INVISIBLE, ...FILLERS, ...JOINERS, 'a', 'ж', 'ς', '中'));
  fc.assert(
    fc.property(latin, (characters) => {
      const text = characters.join('');
      // Variants of Han letters stay.
      assert.match(cleanName(text), /^(?:[aжς]|中\u{e0100}?)*$/u);
      assert.equal(searchKey(cleanName(text)), searchKey(text.replace(/[^aжς中]/gu, '')));
    }),
  );
});

test('invisible characters stay where a script or an emoji needs them', () => {
  const needed = [
    'می‌خواهم',
    'क्‍ष',
    'ක්‍ෂ',
    'ᠠ\u180bᠠ',
    '葛\u{e0100}城',
    '👩‍🚀',
    '❤️‍🔥',
    '👩🏽‍🚀',
    '1️⃣',
    '☎️',
    '☎\ufe0e',
    '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
    'Тiến',
    'שָׁלוֹם',
    'บ้าน',
    'ཧཱུྃ',
    'O’Brien',
  ];
  for (const each of needed) assert.equal(cleanName(each), each.normalize('NFC'));
});

test('after a black flag only the tags of a drawn flag stay', () => {
  const flag = (name: string) =>
    `🏴${[...name, '\u007f'].map((tag) => String.fromCodePoint(0xe0000 + tag.charCodeAt(0))).join('')}`;
  for (const name of ['gbeng', 'gbsct', 'gbwls']) assert.equal(cleanName(flag(name)), flag(name));
  for (const name of ['', 'abc', 'usca', 'gbnir', 'gben', 'gbengx', 'gbwl1', '123456'])
    assert.equal(cleanName(`${flag(name)} club`), '🏴 club', name);
});

test('white space of any kind is one space, and none around the name', () => {
  const spaces = fc.array(fc.constantFrom(' ', ...SPACES), { minLength: 1 }).map((all) => all.join(''));
  fc.assert(
    fc.property(spaces, spaces, (one, other) => {
      assert.equal(cleanName(`${one}a${other}b${one}`), 'a b');
    }),
  );
});

test('a letter keeps a few marks, a mark without a letter goes', () => {
  for (const mark of MARKS) {
    assert.ok([...cleanName(`x${mark.repeat(60)}y`)].length <= 8, mark);
    assert.equal(cleanName(`${mark}x ${mark}y`), 'x y');
  }
  assert.ok([...cleanName(`Z${'\u0336\u0301\u0489\u0308'.repeat(15)}`)].length <= 4);
});

test('names that cannot be shown are refused', () => {
  for (const text of [
    'a\ud800',
    'a\ue000',
    'a\u{f0000}',
    'a\uffff',
    'a\u{1fffe}',
    'a\u0000',
    'a\u001b[2J',
    'a\u0378',
  ])
    assert.equal(isShowable(cleanName(text)), false, JSON.stringify(text));
  for (const text of ['a', '👍', '\u{1faff}', '中', '٣']) assert.equal(isShowable(text), true);
});

test('a long text takes no longer than its length', () => {
  const long = '\u{1F3F4}\u{e0067}'.repeat(20_000);
  assert.equal(cleanName(long), '\u{1F3F4}'.repeat(20_000));
});
