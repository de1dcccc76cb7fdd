import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { createClient } from 'redis';
import { startRedis } from '../../testing/servers/redis.ts';
import { startRedisCluster } from '../../testing/servers/redis-cluster.ts';
import { startChat } from './testing/child-process.ts';

/** The permissions of db/prepare.sh, and those that deployment.md adds for a Redis Cluster. */
const [, OURS = ''] =
  /^user chat on >\$chat (.*)$/m.exec(
    readFileSync(new URL('../../db/prepare.sh', import.meta.url), 'utf8'),
  ) ?? [];
const RIGHTS = `${OURS} +cluster|slots`.split(' ');

/** Another user's address of the same Redis, and a way to change what that user may do. */
async function chatUser(url: string) {
  const admin = await createClient({ url }).connect();
  const allow = (...rules: string[]) => admin.sendCommand(['ACL', 'SETUSER', 'chat', ...rules]);
  await allow('on', '>lamp-oil', ...RIGHTS);
  const own = Object.assign(new URL(url), { username: 'chat', password: 'lamp-oil' });
  return { url: own.href, allow, [Symbol.dispose]: () => admin.destroy() };
}

/** Resolves when the service says so of itself. */
async function until(port: number, status: 200 | 503): Promise<void> {
  while ((await fetch(`http://127.0.0.1:${port}/health/ready`)).status !== status)
    await new Promise(setImmediate);
}

test('it is ready while Redis lets it publish and subscribe, whatever it was allowed before', async () => {
  await using redis = await startRedis();
  using user = await chatUser(redis.url);
  await using chat = await startChat({ REDIS_URL: user.url });
  await until(chat.port, 200);
  for (const command of ['publish', 'subscribe', 'spublish', 'ssubscribe']) {
    await user.allow(`-${command}`);
    await until(chat.port, 503);
    await user.allow(`+${command}`);
    await until(chat.port, 200);
  }
});

test('a right that was missing at the start is made use of when it is there', async () => {
  await using redis = await startRedis();
  using user = await chatUser(redis.url);
  await user.allow('-subscribe');
  await using chat = await startChat({ REDIS_URL: user.url });
  const status = async () => (await fetch(`http://127.0.0.1:${chat.port}/health/ready`)).status;
  assert.equal(await status(), 503);
  await user.allow('+subscribe');
  await until(chat.port, 200);
});

test('each node of a cluster has to let it', async () => {
  await using cluster = await startRedisCluster();
  const users = await Promise.all(cluster.nodes.map(({ url }) => chatUser(url)));
  await using chat = await startChat({ REDIS_URL: users.map(({ url }) => url).join() });
  await until(chat.port, 200);
  for (const user of users) {
    await user.allow('-spublish');
    await until(chat.port, 503);
    await user.allow('+spublish');
    await until(chat.port, 200);
    user[Symbol.dispose]();
  }
});
