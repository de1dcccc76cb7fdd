import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_FRAME, MAX_REF, MAX_TEXT } from '@lantern/chat/protocol';
import fc from 'fast-check';
import { outgoingText, remainingLength } from './outgoing-text.ts';

test('White space at the end of a text is not sent; its indent, blank lines and line breaks are', () => {
  assert.equal(outgoingText(' \n\n  один\r\n\r\nдва\t3 \n'), ' \n\n  один\n\nдва\t3');
  assert.equal(outgoingText(' \n\t\u0000 '), '');
});

test('An invisible text is not sent, and a visible one is not changed', () => {
  for (const invisible of [
    '\u200b',
    '\u2800 \u2800',
    '\u3164',
    '\u{E0041}',
    '\u202e',
    '\u0301',
    '\ufe0f',
    '\ue000',
    '\uffff',
  ])
    assert.equal(outgoingText(invisible), '', invisible);
  for (const visible of ['👩\u200d🚀', '.', 'и\u0306', '\u{1FAFF}', '\u2801'])
    assert.equal(outgoingText(visible), visible);
});

test('A text within the limit always fits a frame', () => {
  const hard = fc.constantFrom('\u0000', '\u001f', '\ud800', '\n', '"', '\\', '€', '😀', '\u2028', '\u0085');
  const text = fc.array(fc.oneof(hard, fc.string({ unit: 'binary' })), { minLength: 1 });
  fc.assert(
    fc.property(text, (pieces) => {
      const long = pieces.join('').repeat(4_000).slice(0, MAX_TEXT);
      const sent = outgoingText(long);
      assert.ok(remainingLength(long) >= 0);
      const frame = JSON.stringify({ type: 'message', text: sent, ref: 'r'.repeat(MAX_REF) });
      assert.ok(new TextEncoder().encode(frame).length <= MAX_FRAME);
    }),
    { numRuns: 50 },
  );
});
