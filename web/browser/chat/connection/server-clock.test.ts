import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServerFrame } from '@lantern/chat/protocol';
import { ServerClock } from './server-clock.ts';

const START = Date.UTC(2026, 10, 28, 14, 2);
const pong = (at: number): ServerFrame => ({ type: 'pong', at });
const message = (at: number): ServerFrame => {
  return { type: 'message', id: 'a', from: { id: 'b', name: 'Boris' }, text: 'Hello', at };
};

test('The clock starts at the server’s time and runs by itself, whatever the reader’s clock says', () => {
  let elapsed = 50;
  const clock = new ServerClock(() => elapsed);
  clock.handle(pong(START));
  assert.equal(clock.now, START);
  elapsed += 1_500;
  assert.equal(clock.now, START + 1_500);
});

test('A delayed message does not turn the clock back, and counts as sent when it says', () => {
  let elapsed = 0;
  const clock = new ServerClock(() => elapsed);
  clock.handle(pong(START));
  elapsed = 60_000;
  clock.handle(message(START + 20_000));
  assert.deepEqual([clock.now, clock.lastFrameAt], [START + 60_000, START + 20_000]);
});

test('After a sleep that stopped the page’s own clock the next answer sets it', () => {
  const clock = new ServerClock(() => 0);
  clock.handle(pong(START));
  clock.handle(pong(START + 3_600_000));
  assert.equal(clock.now, START + 3_600_000);
  assert.equal(clock.lastFrameAt, START + 3_600_000);
});
