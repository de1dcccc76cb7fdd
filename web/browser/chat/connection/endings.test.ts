import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLOSE } from '@lantern/chat/protocol';
import { readClosure } from './endings.ts';

test('A deleted room and a removed person are final', () => {
  assert.deepEqual(readClosure(CLOSE.roomDeleted), { ending: 'room_deleted' });
  assert.deepEqual(readClosure(CLOSE.removed), { ending: 'removed' });
  assert.deepEqual(readClosure(1006, { type: 'closing', at: 0, reason: 'room_deleted' }), {
    ending: 'room_deleted',
  });
});

test('An expired token is replaced at once, what is one’s own fault after a pause', () => {
  assert.deepEqual(readClosure(CLOSE.tokenExpired), { trouble: 'token_expired', pause: 0 });
  assert.deepEqual(readClosure(CLOSE.tooSlow), { trouble: 'too_slow' });
  assert.deepEqual(readClosure(CLOSE.flooding), { trouble: 'flooding' });
});

test('A restart is waited for as long as the server asks', () => {
  const closing = { type: 'closing', at: 0, reason: 'restart', retry_in: 3_000 } as const;
  for (const code of [CLOSE.restart, CLOSE.goingAway, 1006]) {
    assert.deepEqual(readClosure(code, closing), { trouble: 'restart', pause: 3_000 });
  }
  assert.deepEqual(readClosure(CLOSE.restart), { trouble: 'restart', pause: 1_000 });
});

test('Anything else is a lost connection', () => {
  for (const code of [1000, 1005, 1006, 1009, 1011]) assert.deepEqual(readClosure(code), { trouble: 'lost' });
});
