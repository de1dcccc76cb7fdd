import assert from 'node:assert/strict';
import test from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { createLog } from '@lantern/service/log';
import { startRedis } from '../../../testing/servers/redis.ts';
import { openChatFixture } from '../testing/chat-fixture.ts';
import { anna, kitchen } from '../testing/people.ts';
import type { Cluster, Notice } from './cluster.ts';
import { clusterOverRedis } from './redis.ts';

const { TEST_REDIS_URL = '' } = process.env;
const NOTICE: Notice = { type: 'room-deleted', room_id: kitchen.id };

function open(url: string) {
  const lines: string[] = [];
  const cluster = clusterOverRedis({
    url,
    log: createLog('chat', 'trace', { destination: { write: (line) => void lines.push(line) } }),
  });
  return Object.assign(cluster, { lines, [Symbol.asyncDispose]: () => cluster.close() });
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

/** Resolves when this very notice comes: other tests may use the same Redis. */
function arrival(cluster: Cluster, expected: Notice): Promise<void> {
  return new Promise((resolve) => {
    cluster.onNotice((notice) => {
      if (isDeepStrictEqual(notice, expected)) resolve();
    });
  });
}

test('a notice from web closes sockets on every process (row 35)', async () => {
  await using web = open(TEST_REDIS_URL);
  const [one, other] = [open(TEST_REDIS_URL), open(TEST_REDIS_URL)];
  await using first = await openChatFixture({ cluster: one });
  await using second = await openChatFixture({ cluster: other });
  await until(() => web.isConnected() && one.isConnected() && other.isConnected());
  const clients = [await first.enter(anna), await second.enter(anna)];
  await web.announce(NOTICE);
  for (const client of clients) assert.equal(await client.closed, 4404);
});

test('unreadable notices are dropped, and the log does not contain them', async () => {
  await using web = open(TEST_REDIS_URL);
  await using chat = open(TEST_REDIS_URL);
  await until(() => web.isConnected() && chat.isConnected());
  const heard = arrival(chat, NOTICE);
  await web.announce({ type: 'sesame' } as never);
  await web.announce(NOTICE);
  await heard;
  assert.ok(chat.lines.some((line) => line.includes('dropped')));
  assert.ok(!chat.lines.join('').includes('sesame'));
});

test('while Redis is down, announcing fails and rooms continue; when it is back, notices arrive again', async () => {
  await using redis = await startRedis();
  await using web = open(redis.url);
  const chat = open(redis.url);
  await using fixture = await openChatFixture({ cluster: chat });
  await until(() => web.isConnected() && chat.isConnected());
  const annas = await fixture.enter(anna);
  await redis.halt();
  await until(() => !web.isConnected() && !chat.isConnected());
  assert.equal(await fixture.chat.ready(), false);
  await assert.rejects(web.announce(NOTICE));
  await annas.settled();
  await redis.start();
  await until(() => web.isConnected() && chat.isConnected());
  await web.announce(NOTICE);
  assert.equal(await annas.closed, 4404);
  assert.ok(!chat.lines.join('').includes(new URL(redis.url).password));
});

test('a Redis that stalls makes announcing fail within seconds', async () => {
  await using redis = await startRedis();
  await using web = open(redis.url);
  await until(() => web.isConnected());
  redis.pause();
  await assert.rejects(web.announce(NOTICE), /does not answer/);
  redis.resume();
  await web.announce(NOTICE);
});
