import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { startRedis } from '../../../testing/servers/redis.ts';
import type { Client } from '../testing/client.ts';
import { openProcess, shownMembers, until } from '../testing/cluster-fixture.ts';
import { createIssuer } from '../testing/issuer.ts';
import { anna, boris } from '../testing/people.ts';
import { startRelay } from '../testing/relay.ts';
import { now } from '../timing.ts';

const redis = await startRedis();
after(() => redis.stop());
const HEARTBEAT = { interval: 100, timeout: 600 };

/** Anna on a process that can be cut from Redis, Boris on another one. */
async function openPair() {
  const relay = await startRelay(redis.url);
  const other = await openProcess(redis.url, HEARTBEAT, await createIssuer());
  const one = await openProcess(relay.url, HEARTBEAT, other.issuer);
  const annas = await one.enter(anna);
  const boriss = await other.enter(boris);
  await annas.next('joined');
  return {
    annas,
    boriss,
    relay,
    one,
    async [Symbol.asyncDispose]() {
      await one[Symbol.asyncDispose]();
      await other[Symbol.asyncDispose]();
      relay[Symbol.dispose]();
    },
  };
}

async function say(client: Client, ...texts: string[]): Promise<{ from: number; to: number }> {
  const from = Date.now();
  for (const text of texts) client.say(text);
  await until(() => texts.every((text) => client.texts().includes(text)));
  return { from, to: Date.now() };
}

const gapsOf = ({ frames }: Client) => frames.filter((frame) => frame.type === 'gap');

test('after processes lost Redis, members on both sides get the gap in which they missed messages', async () => {
  await using pair = await openPair();
  const { annas, boriss, relay, one } = pair;
  const heard = await say(boriss, 'before');
  await annas.next('message');
  relay.cut();
  await until(() => !one.cluster.isConnected());
  const missed = await Promise.all([say(annas, 'one', 'two'), say(boriss, 'three')]);
  relay.release();
  for (const client of [annas, boriss]) {
    const { from, to } = await client.next('gap');
    for (const said of missed)
      assert.ok(from <= said.from && said.to <= to, JSON.stringify({ from, to, said }));
    if (client === annas) assert.ok(from >= heard.from - 1000, 'what was heard is not said to be missed');
  }
  await say(boriss, 'there again');
  await until(() => annas.texts().includes('there again'));
  assert.deepEqual(annas.texts(), ['before', 'one', 'two', 'there again']);
  for (const client of [annas, boriss]) assert.equal(gapsOf(client).length, 1);
});

test('a message that was lost while an earlier one was on its way lies in the gap', async () => {
  await using pair = await openPair();
  const { annas, boriss, relay, one } = pair;
  relay.slow(300);
  annas.say('on its way');
  const start = now();
  await until(() => now() - start > 100);
  const lost = await say(annas, 'lost');
  await until(() => boriss.texts().includes('on its way'));
  relay.cut();
  await until(() => !one.cluster.isConnected());
  relay.release();
  const { from } = await boriss.next('gap');
  assert.ok(from <= lost.from, JSON.stringify({ from, lost }));
  assert.deepEqual(boriss.texts(), ['on its way']);
});

test('without messages meanwhile there is no gap', async () => {
  await using pair = await openPair();
  const { annas, boriss, relay, one } = pair;
  relay.cut();
  await until(() => !one.cluster.isConnected());
  relay.release();
  await until(() => one.cluster.isConnected());
  while ((await annas.next('cluster')).partial);
  await say(boriss, 'hello again');
  await until(() => annas.texts().includes('hello again') && shownMembers(annas).length === 2);
  assert.deepEqual([...gapsOf(annas), ...gapsOf(boriss)], []);
});

test('typing while disconnected from Redis causes no gap', async () => {
  await using pair = await openPair();
  const { annas, boriss, relay, one } = pair;
  relay.cut();
  await until(() => !one.cluster.isConnected());
  annas.send({ type: 'typing' });
  await annas.settled();
  relay.release();
  await until(() => one.cluster.isConnected());
  await say(annas, 'so there');
  await until(() => boriss.texts().includes('so there'));
  assert.deepEqual(gapsOf(boriss), []);
});
