import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from 'redis';
import { startRedis } from './redis.ts';

const clientOf = (url: string) => createClient({ url });

async function ask<T>(
  url: string,
  question: (client: ReturnType<typeof clientOf>) => Promise<T>,
): Promise<T> {
  const client = clientOf(url);
  await client.connect();
  try {
    return await question(client);
  } finally {
    client.destroy();
  }
}

test('a test’s Redis keeps what it was told through a restart, and its folder goes when it is stopped', async () => {
  const redis = await startRedis();
  await ask(redis.url, (client) => client.set('room', 'garden'));
  await redis.restart();
  assert.equal(await ask(redis.url, (client) => client.get('room')), 'garden');
  await redis.stop();
  assert.equal(existsSync(redis.dataDir), false);
});

test('a paused Redis takes connections and answers nothing until it goes on', async () => {
  await using redis = await startRedis();
  await ask(redis.url, async (client) => {
    redis.pause();
    const answer = client.ping();
    assert.equal(await Promise.race([answer, pause(100, 'silence')]), 'silence');
    redis.resume();
    assert.equal(await answer, 'PONG');
  });
});

test('a server and its folder are gone when its owner is killed', async () => {
  const owner = spawn(process.execPath, [
    '--input-type=module',
    '-e',
    `import { startRedis } from ${JSON.stringify(import.meta.resolve('./redis.ts'))};
     const { dataDir } = await startRedis();
     process.stdout.write(dataDir);
     setInterval(() => {}, 1000);`,
  ]);
  const [dataDir] = await once(owner.stdout.setEncoding('utf8'), 'data');
  assert.ok(existsSync(dataDir));
  owner.kill('SIGKILL');
  while (existsSync(dataDir)) await pause(20);
});
