import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { ServerFrame } from '../protocol.ts';
import { textFrame } from './frame-encoder.ts';

const message = (text: string): ServerFrame => ({
  type: 'message',
  id: '1',
  from: { id: '2', name: 'Anna' },
  text,
  at: 3,
});

/** Reads one unmasked text frame as RFC 6455, section 5.2 has it. */
function received(bytes: Buffer): unknown {
  assert.equal(bytes[0], 0x81);
  const short = bytes[1] ?? 0;
  const [length, head] =
    short < 126
      ? [short, 2]
      : short === 126
        ? [bytes.readUInt16BE(2), 4]
        : [Number(bytes.readBigUInt64BE(2)), 10];
  assert.equal(bytes.length, head + length);
  assert.ok(length > 125 || head === 2);
  assert.ok(length > 65_535 || head < 10);
  return JSON.parse(bytes.toString('utf8', head));
}

test('a frame arrives unchanged, whatever its text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      assert.deepEqual(received(textFrame(message(text))), message(text));
    }),
  );
});

test('a frame arrives whole at every way of writing its length', () => {
  const empty = JSON.stringify(message('')).length;
  for (const length of [125, 126, 127, 65_535, 65_536, 100_000]) {
    const frame = message('x'.repeat(length - empty));
    assert.deepEqual(received(textFrame(frame)), frame);
  }
});
