import assert from 'node:assert/strict';
import test from 'node:test';
import { runShape } from './compare.ts';
import type { TalkJob } from './load/talk.ts';
import type { Kind } from './options.ts';

const SMALL = { connections: 20, rooms: 2, settle: 0.1, idle: 0 };
const TALK = { senders: 2, messages: 10, window: 2, rate: 0, chunk: 1 };

async function heard(kind: Kind, talk: TalkJob): Promise<void> {
  const { ok, error, figures } = await runShape({ ...SMALL, talk }, kind);
  assert.ok(ok, error);
  assert.ok((figures.deliveries_per_s ?? 0) > 0);
}

for (const kind of ['chat', 'naive', 'raw'] as const)
  test(`everybody hears everything once and in order, from the server “${kind}”`, () => heard(kind, TALK));

test('so they do when all is written at once, and when it comes as it is due', async () => {
  await heard('chat', { ...TALK, window: 0, chunk: 10 });
  await heard('chat', { ...TALK, window: 0, rate: 50 });
});

test('the cost of connections is measured without messages', async () => {
  const { figures } = await runShape(SMALL, 'chat');
  assert.ok((figures.connect_cpu_us ?? 0) > 0);
  assert.ok((figures.bytes_per_connection ?? 0) > 0);
});
