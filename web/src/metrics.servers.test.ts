import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { connect } from '@lantern/db';
import { scrape } from '../../testing/scrape.ts';
import { startRedis } from '../../testing/servers/redis.ts';
import { freePort } from '../../testing/servers/server.ts';
import { freshDatabase } from '../testing/database.ts';
import { Program } from '../testing/people/program.ts';

const databaseUrl = await freshDatabase(process.env.TEST_DATABASE_URL ?? '');
const redis = await startRedis(['maxmemory 64mb', 'maxmemory-policy noeviction']);
const [port, metricsPort] = [await freePort(), await freePort()];
const url = `http://127.0.0.1:${port}`;
const child = spawn(process.execPath, [fileURLToPath(new URL('./main.ts', import.meta.url))], {
  env: {
    PATH: process.env.PATH,
    PORT: String(port),
    METRICS_PORT: String(metricsPort),
    DATABASE_URL: databaseUrl,
    REDIS_URL: redis.url,
    LANTERN_SECRET: 'kD8wq0x7VbT3mZp5Hc2Rf9Jn4Ls6Gy1Q',
  },
  stdio: ['ignore', 'ignore', 'inherit'],
});
after(async () => {
  child.kill('SIGTERM');
  await once(child, 'exit');
  await redis.stop();
});

/** Scrapes until a series has a value. */
async function until(name: string, value: (count: number | undefined) => boolean) {
  for (;;) {
    const found = await scrape(metricsPort).catch(() => undefined);
    if (found && value(found.series.get(name))) return found.series;
    await new Promise(setImmediate);
  }
}

test('web tells how full its pool and its Redis are, and which limits were hit', async () => {
  const ready = await until('lantern_ready{part="sharedState"}', (isUp) => isUp === 1);
  assert.equal(ready.get('lantern_ready{part="database"}'), 1);
  assert.equal(ready.get('lantern_queue_busy_total{queue="database"}'), 0);
  assert.equal(ready.get('lantern_limits_hit_total{limit="signInToName"}'), 0);
  const guess = { email: 'anna@example.org', password: 'Guess № 1' };
  const statuses = [];
  for (let time = 0; time < 11; time += 1)
    statuses.push((await new Program(url).post('/auth/login', guess)).status);
  assert.equal(statuses.at(-1), 429);
  const series = await until(
    'lantern_redis_memory_limit_bytes{node="redis"}',
    (limit) => limit === 64 * 2 ** 20,
  );
  assert.ok((series.get('lantern_redis_memory_used_bytes{node="redis"}') ?? 0) > 0);
  assert.equal(series.get('lantern_limits_hit_total{limit="signInToName"}'), 1);
  assert.equal(series.get('lantern_http_problems_total{code="too_many_requests"}'), 1);
});

test('web tells how many queries wait for a connection, and how many it refused', async () => {
  const other = connect(databaseUrl);
  const [locked, done] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const lock = other.db.transaction(async (tx) => {
    await tx.execute('lock table users in access exclusive mode');
    locked.resolve();
    await done.promise;
  });
  await locked.promise;
  const requests = Array.from({ length: 40 }, (_, at) =>
    new Program(url).post('/auth/login', { email: `nobody${at}@example.org`, password: 'Guess № 1' }),
  );
  const series = await until('lantern_queue_waiting{queue="database"}', (waiting = 0) => waiting > 0);
  assert.equal(series.get('lantern_queue_running{queue="database"}'), 10);
  await until('lantern_queue_busy_total{queue="database"}', (refused = 0) => refused > 0);
  done.resolve();
  await lock;
  const statuses = (await Promise.all(requests)).map(({ status }) => status);
  assert.ok(statuses.includes(503), statuses.join());
  await other.close();
});

test('web tells that Redis is away, and that the database is not', async () => {
  await redis.halt();
  const series = await until('lantern_ready{part="sharedState"}', (isUp) => isUp === 0);
  assert.equal(series.get('lantern_ready{part="database"}'), 1);
});
