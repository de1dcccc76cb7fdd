import assert from 'node:assert/strict';
import test from 'node:test';
import { isVisible } from '@lantern/service/text';
import fc from 'fast-check';
import {
  clientFrame,
  EMOJI,
  MAX_EMOJI,
  MAX_FRAME,
  MAX_ID,
  MAX_NAME,
  MAX_QUOTE,
  MAX_REF,
  MAX_TEXT,
} from '../protocol.ts';
import { parseFrame } from './frame-parser.ts';

test('any text is parsed as a frame of the protocol or as invalid, and nothing throws', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      const frame = parseFrame(text);
      assert.ok(frame.type === 'invalid' || clientFrame.safeParse(frame).success);
    }),
  );
});

test('a text is trimmed at its end, well-formed and of a length that is allowed, or refused with its ref', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: MAX_TEXT + 10, size: 'max' }), (text) => {
      const frame = parseFrame(JSON.stringify({ type: 'message', text, ref: 'r' }));
      const expected = text.toWellFormed().trimEnd();
      if (!isVisible(expected)) assert.deepEqual(frame, { type: 'invalid', code: 'text_empty', ref: 'r' });
      else if (expected.length > MAX_TEXT) assert.equal(frame.type, 'invalid');
      else assert.deepEqual(frame, { type: 'message', text: expected, ref: 'r' });
    }),
  );
});

/** Any frame that says something, with fields that may be wrong. */
const almost = (right: fc.Arbitrary<unknown>) => fc.oneof({ weight: 4, arbitrary: right }, fc.anything());
const id = fc.string({ minLength: 1, maxLength: MAX_ID, unit: 'binary' });
const contents = fc.record(
  {
    type: fc.constantFrom('message', 'edit', 'withdraw', 'react'),
    id: almost(id),
    ref: almost(fc.constant('r')),
    text: almost(fc.string({ unit: 'binary' })),
    emoji: almost(fc.constantFrom('👍', '❤️', 'x')),
    on: almost(fc.boolean()),
    reply: almost(
      fc.record({
        id: almost(id),
        author: almost(id),
        name: almost(fc.string({ unit: 'binary', maxLength: MAX_NAME + 1 })),
        text: almost(fc.string({ unit: 'binary', maxLength: MAX_QUOTE + 1, size: 'max' })),
      }),
    ),
    from: fc.constant('somebody'),
  },
  { requiredKeys: ['type'] },
);

test('messages, corrections, withdrawals and reactions keep their limits, whatever their fields hold', () => {
  fc.assert(
    fc.property(contents, (value) => {
      const json = JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? String(part) : part));
      const frame = parseFrame(json);
      if (frame.type === 'invalid') return;
      assert.ok(clientFrame.safeParse(frame).success);
      assert.ok(!('from' in frame));
      if ('text' in frame) assert.ok(frame.text.isWellFormed() && isVisible(frame.text));
      if ('id' in frame) assert.ok(frame.id.length > 0 && frame.id.length <= MAX_ID);
      if ('emoji' in frame) assert.match(frame.emoji, EMOJI);
      if (!('reply' in frame) || frame.reply === undefined) return;
      const { author, name, text } = frame.reply;
      assert.ok([author, name, text].every((part) => part.isWellFormed()));
      assert.ok(author.length <= MAX_ID && name.length <= MAX_NAME && text.length <= MAX_QUOTE);
    }),
    { numRuns: 1000 },
  );
});

test('one emoji is a reaction, and no other text is (row 86)', () => {
  const type = (emoji: string) =>
    parseFrame(JSON.stringify({ type: 'react', id: 'm', emoji, on: true, ref: 'r' })).type;
  for (const emoji of ['👍', '❤️', '❤', '👍🏽', '🇷🇺', '#️⃣', '👩🏽‍❤️‍💋‍👨🏿', '👨‍👩‍👧‍👦', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🏳️‍🌈', '☕'])
    assert.equal(type(emoji), 'react', emoji);
  const texts = [
    '',
    'a',
    '1',
    '👍👍',
    '👍 ',
    'да',
    '👍x',
    '\u200d',
    '👍\u0301',
    '🇷',
    '\u{e0041}',
    `${'👩‍'.repeat(MAX_EMOJI)}👩`,
    // Invisible letters, and a row of pictures.
    '🏴\u{e006d}\u{e0065}\u{e0065}\u{e0074}\u{e0061}\u{e0074}\u{e0036}\u{e007f}',
    Array.from('🍕🍺🎉🚗🏠').join('\u200d'),
  ];
  for (const text of texts) assert.equal(type(text), 'invalid', text);
});

test('a reply with all its fields at their longest fits a frame', () => {
  const reply = {
    id: 'i'.repeat(MAX_ID),
    author: 'a'.repeat(MAX_ID),
    name: 'я'.repeat(MAX_NAME),
    text: '語'.repeat(MAX_QUOTE),
  };
  const json = JSON.stringify({
    type: 'message',
    text: '語'.repeat(MAX_TEXT),
    ref: 'r'.repeat(MAX_REF),
    reply,
  });
  assert.ok(Buffer.byteLength(json) <= MAX_FRAME);
  assert.deepEqual(parseFrame(json), JSON.parse(json));
});

test('fields that are not in the protocol are dropped', () => {
  assert.deepEqual(parseFrame('{"type":"typing","member":{"id":"x"},"__proto__":{"type":"ping"}}'), {
    type: 'typing',
  });
});
