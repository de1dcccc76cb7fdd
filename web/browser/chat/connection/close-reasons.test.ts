import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLOSE } from '@lantern/chat/protocol';
import { interpretClose } from './close-reasons.ts';

test('A deleted room and a removed member are final', () => {
  assert.deepEqual(interpretClose(CLOSE.roomDeleted), { reconnect: false, reason: 'room_deleted' });
  assert.deepEqual(interpretClose(CLOSE.removed), { reconnect: false, reason: 'removed' });
  assert.deepEqual(interpretClose(1006, { type: 'closing', at: 0, reason: 'room_deleted' }), {
    reconnect: false,
    reason: 'room_deleted',
  });
});

test('The page replaces an expired token at once, and reconnects after its own fault with a backoff', () => {
  assert.deepEqual(interpretClose(CLOSE.tokenExpired), {
    reconnect: true,
    reason: 'token_expired',
    delay: 0,
  });
  assert.deepEqual(interpretClose(CLOSE.tooSlow), { reconnect: true, reason: 'too_slow' });
  assert.deepEqual(interpretClose(CLOSE.flooding), { reconnect: true, reason: 'flooding' });
});

test('The page waits for a restart as long as the server asks', () => {
  const closing = { type: 'closing', at: 0, reason: 'restart', retry_in: 3_000 } as const;
  const restart = { reconnect: true, reason: 'restart' };
  for (const code of [CLOSE.restart, CLOSE.goingAway, 1006]) {
    assert.deepEqual(interpretClose(code, closing), { ...restart, delay: 3_000 });
  }
  assert.deepEqual(interpretClose(CLOSE.restart), { ...restart, delay: 1_000 });
});

test('Any other close is a lost connection', () => {
  for (const code of [1000, 1005, 1006, 1009, 1011])
    assert.deepEqual(interpretClose(code), { reconnect: true, reason: 'lost' });
});
