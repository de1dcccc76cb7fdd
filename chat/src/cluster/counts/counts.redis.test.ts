import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import test, { after } from 'node:test';
import { createLog } from '@lantern/service/log';
import { createClient } from 'redis';
import { startRedis } from '../../../../testing/servers/redis.ts';
import { openChatFixture } from '../../testing/chat-fixture.ts';
import { openProcess, openThreeProcesses, until } from '../../testing/cluster-fixture.ts';
import { createIssuer, type Issuer } from '../../testing/issuer.ts';
import { anna, boris, clara, garden, kitchen } from '../../testing/people.ts';
import { clusterOverRedis } from '../redis.ts';
import type { Counts } from './room-counts.ts';

const redis = await startRedis();
const admin = createClient({ url: redis.url }).on('error', () => {});
await admin.connect();
after(async () => {
  admin.destroy();
  await redis.stop();
});
const HEARTBEAT = { interval: 100, timeout: 600 };
const log = createLog('test', 'silent');

/** A process of web, which knows how many people are in rooms. */
function openWeb() {
  const cluster = clusterOverRedis({ url: redis.url, log });
  return { counts: cluster.counts.listen(), [Symbol.asyncDispose]: () => cluster.close() };
}

/** A process of chat whose members stay present long after their last tab has closed. */
const openPatient = (issuer: Issuer) =>
  openChatFixture({ cluster: clusterOverRedis({ url: redis.url, log }), timing: { grace: 60_000 } }, issuer);

/** A process of chat without any sockets: what it counts is told by the test. */
function openTeller(url = redis.url, logger = log) {
  const cluster = clusterOverRedis({ url, log: logger });
  const all = new Map<string, { alone: number; shared: number }>();
  let changed: Counts = new Map();
  const timer = setInterval(() => {
    cluster.counts.tell(changed, all);
    changed = new Map();
  }, 20);
  return {
    cluster,
    count(counts: Iterable<[roomId: string, alone: number]>) {
      const some = new Map([...counts].map(([id, alone]) => [id, { alone, shared: 0 }]));
      for (const [id, count] of some) all.set(id, count);
      changed = new Map([...changed, ...some]);
    },
    stop: () => clearInterval(timer),
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await cluster.close();
    },
  };
}

test('web counts each person once, however many tabs on however many processes they have', async () => {
  await using set = await openThreeProcesses(redis.url, HEARTBEAT);
  await using web = openWeb();
  const { counts } = web;
  const [one, other, third] = set;
  const tabs = [await one.enter(anna), await one.enter(anna), await other.enter(anna)];
  await until(() => counts.of(kitchen.id) === 1);
  const boriss = await third.enter(boris);
  await other.enter(clara);
  await until(() => counts.of(kitchen.id) === 3);
  await other.enter(clara, { room: garden });
  await until(() => counts.of(garden.id) === 1);
  assert.deepEqual(
    counts.busiest().map(({ people }) => people),
    [3, 1],
  );
  await tabs[0]?.leave();
  await tabs[2]?.leave();
  await boriss.leave();
  await until(() => counts.of(kitchen.id) === 2);
  await tabs[1]?.leave();
  await until(() => counts.of(kitchen.id) === 1);
  assert.equal(counts.of(randomUUID()), 0);
});

test('who closed the last tab is not counted any more while the room still waits for them', async () => {
  const issuer = await createIssuer();
  await using chat = await openPatient(issuer);
  await using other = await openPatient(issuer);
  await using web = openWeb();
  const { counts } = web;
  await other.enter(boris);
  const annas = await chat.enter(anna);
  await until(() => counts.of(kitchen.id) === 2);
  await annas.leave();
  await until(() => counts.of(kitchen.id) === 1);
});

test('a process of web that starts later knows the counts, and a process of chat that stops takes its own away', async () => {
  await using stays = openTeller();
  const room = randomUUID();
  stays.count([[room, 3]]);
  {
    await using stops = openTeller();
    stops.count([[room, 4]]);
    await using first = openWeb();
    await until(() => first.counts.of(room) === 7);
    await using later = openWeb();
    await until(() => later.counts.of(room) === 7);
  }
  await using last = openWeb();
  await until(() => last.counts.of(room) === 3);
  assert.equal((await admin.keys('lantern:counts:*')).length, 1);
});

test('what a process counted is gone within 15 seconds after it was killed (row 69)', async () => {
  await using web = openWeb();
  const killed = openTeller();
  const room = randomUUID();
  killed.count([[room, 5]]);
  await until(() => web.counts.of(room) === 5);
  killed.stop();
  const since = performance.now();
  await until(() => web.counts.of(room) === undefined);
  assert.ok(performance.now() - since < 16_500);
  assert.deepEqual(await admin.keys('lantern:counts:*'), []);
  await killed.cluster.close();
});

test('counts are written again when Redis has lost them', async () => {
  await using teller = openTeller();
  const room = randomUUID();
  teller.count([[room, 2]]);
  await using web = openWeb();
  await until(() => web.counts.of(room) === 2);
  await admin.flushAll();
  const there = async () => (await admin.keys('lantern:counts:*')).length > 0;
  while (!(await there()));
  await using later = openWeb();
  await until(() => later.counts.of(room) === 2);
  await redis.halt();
  await until(() => web.counts.of(room) === undefined);
  assert.deepEqual(web.counts.busiest(), []);
  await redis.start();
  await until(() => web.counts.of(room) === 2);
});

test('Redis keeps numbers of rooms only: nobody’s id or name, and no key that stays (row 69)', async () => {
  await using chat = await openProcess(redis.url, HEARTBEAT, await createIssuer());
  const client = await createClient({ url: redis.url }).connect();
  await chat.enter(anna);
  const keys = () => client.keys('lantern:counts*');
  while ((await keys()).length < 2);
  for (const key of await keys()) {
    const ttl = await client.ttl(key);
    assert.ok(ttl > 0 && ttl <= 15, `${key}: ${ttl}`);
  }
  const [key = ''] = await client.keys('lantern:counts:*');
  while (Object.keys(await client.hGetAll(key)).length < 2);
  const stored = JSON.stringify([key, await client.hGetAll(key)]);
  assert.ok(!stored.includes(anna.name) && !stored.includes(anna.id));
  assert.ok(!stored.includes(Buffer.from(anna.id.replaceAll('-', ''), 'hex').toString('base64url')));
  client.destroy();
});

test('a Redis that refuses the keys is logged once, and chat goes on', async () => {
  const client = await createClient({ url: redis.url }).connect();
  const rules = 'on >lamp-oil resetkeys &lantern:* -@all +@connection +@pubsub'.split(' ');
  await client.sendCommand(['ACL', 'SETUSER', 'chat', ...rules]);
  const url = Object.assign(new URL(redis.url), { username: 'chat', password: 'lamp-oil' }).href;
  const lines: string[] = [];
  const logger = createLog('chat', 'warn', { destination: { write: (line) => void lines.push(line) } });
  await using teller = openTeller(url, logger);
  const refusals = () => lines.filter((line) => line.includes('does not take how many people'));
  await until(() => teller.cluster.isConnected());
  for (let n = 0; n < 5; n++) {
    teller.count([[randomUUID(), 1]]);
    await until(() => refusals().length > 0);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.equal(refusals().length, 1);
  assert.equal(await teller.cluster.isReady(), true);
  client.destroy();
});

test('100,000 rooms on three processes take less than 10 MB of Redis', async () => {
  const client = await createClient({ url: redis.url }).connect();
  const used = async () => Number(/used_memory:(\d+)/.exec(await client.info('memory'))?.[1]);
  const before = await used();
  await using web = openWeb();
  const tellers = [openTeller(), openTeller(), openTeller()];
  const rooms = Array.from({ length: 100_000 }, () => randomUUID());
  for (const [n, teller] of tellers.entries())
    teller.count(rooms.filter((_, at) => at % 3 === n).map((id) => [id, 2]));
  await until(() => rooms.every((id) => web.counts.of(id) === 2));
  const megabytes = ((await used()) - before) / 1e6;
  assert.ok(megabytes < 10, `${megabytes} MB`);
  for (const teller of tellers) await teller[Symbol.asyncDispose]();
  client.destroy();
});
