import assert from 'node:assert/strict';
import test from 'node:test';
import { isVisible } from '@lantern/service/text';
import fc from 'fast-check';
import { clientFrame, MAX_TEXT } from '../protocol.ts';
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

test('fields that are not in the protocol are dropped', () => {
  assert.deepEqual(parseFrame('{"type":"typing","member":{"id":"x"},"__proto__":{"type":"ping"}}'), {
    type: 'typing',
  });
});
