import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isVisible } from './visible.ts';

/** One of each kind of what shows nothing, and the ones by which people are known to fool lists of names. */
const NOTHING = [
  ...[
    '',
    ' ',
    '\t',
    '\n',
    '\u0000',
    '\u007f',
    '\u0085',
    '\u00a0',
    '\u00ad',
    '\u034f',
    '\u061c',
    '\u115f',
    '\u1160',
  ],
  ...[
    '\u1680',
    '\u17b4',
    '\u180b',
    '\u180e',
    '\u2000',
    '\u200b',
    '\u200c',
    '\u200d',
    '\u200e',
    '\u2028',
    '\u202e',
  ],
  ...[
    '\u2060',
    '\u2063',
    '\u2065',
    '\u2069',
    '\u206f',
    '\u2800',
    '\u3000',
    '\u3164',
    '\ufe0f',
    '\ufeff',
    '\uffa0',
  ],
  ...[
    '\ufff9',
    '\ufffc',
    '\u{13441}',
    '\u{1bca0}',
    '\u{1d159}',
    '\u{1d173}',
    '\u{e0001}',
    '\u{e0041}',
    '\u{e0100}',
  ],
  ...[
    '\ud800',
    '\udfff',
    '\ue000',
    '\u{f0000}',
    '\u{10fffd}',
    '\uffff',
    '\u{1fffe}',
    '\ufdd0',
    '\u0378',
    '\u0301',
  ],
];

test('any text of invisible characters is invisible', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...NOTHING)), (pieces) => {
      // Halves of a character that meet are one.
      const text = pieces.join('');
      fc.pre(!/[\u{10000}-\u{10FFFF}]/u.test(text) || pieces.every((piece) => piece.isWellFormed()));
      assert.equal(isVisible(text), false);
    }),
  );
  for (const each of NOTHING) assert.equal(isVisible(each), false, each.codePointAt(0)?.toString(16));
});

test('one visible character makes a text visible', () => {
  const seen = fc.constantFrom(...'aЖß0٣.-_%\\¿中あअ한שع🎉👍🏳ⓐ²', '\u{1faff}', '\u2801');
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...NOTHING)),
      seen,
      fc.array(fc.constantFrom(...NOTHING)),
      (before, one, after) => {
        assert.equal(isVisible([...before, one, ...after].join('')), true);
      },
    ),
  );
});
