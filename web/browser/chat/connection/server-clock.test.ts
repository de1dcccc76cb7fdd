import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServerFrame } from '@lantern/chat/protocol';
import { ServerClock } from './server-clock.ts';

const START = Date.UTC(2026, 10, 28, 14, 2);
const pong = (at: number): ServerFrame => ({ type: 'pong', at });
const said = (at: number): ServerFrame => {
  return { type: 'message', id: 'a', from: { id: 'b', name: 'Boris' }, text: 'Hello', at };
};

test('The time is what the server tells, and goes on by itself, whatever the reader’s clock says', () => {
  let elapsed = 50;
  const clock = new ServerClock(() => elapsed);
  clock.hear(pong(START));
  assert.equal(clock.now, START);
  elapsed += 1_500;
  assert.equal(clock.now, START + 1_500);
});

test('A message that comes late does not turn the clock back, but was heard when it was said', () => {
  let elapsed = 0;
  const clock = new ServerClock(() => elapsed);
  clock.hear(pong(START));
  elapsed = 60_000;
  clock.hear(said(START + 20_000));
  assert.deepEqual([clock.now, clock.heardAt], [START + 60_000, START + 20_000]);
});

test('After a sleep, in which the page’s own clock stood still, the next answer sets it', () => {
  const clock = new ServerClock(() => 0);
  clock.hear(pong(START));
  clock.hear(pong(START + 3_600_000));
  assert.equal(clock.now, START + 3_600_000);
  assert.equal(clock.heardAt, START + 3_600_000);
});
