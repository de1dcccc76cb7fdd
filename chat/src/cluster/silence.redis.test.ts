import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createLog } from '@lantern/service/log';
import { startRedis } from '../../../testing/servers/redis.ts';
import { type ChatFixture, openChatFixture } from '../testing/chat-fixture.ts';
import { startChat } from '../testing/child-process.ts';
import { Client } from '../testing/client.ts';
import { anna, boris, garden, kitchen } from '../testing/people.ts';
import { startRelay } from '../testing/relay.ts';
import { clusterOverRedis } from './redis.ts';

/** In milliseconds: readiness answers within this time, and all is well again this soon after the network is back. */
const TOLD_WITHIN = 2000;
const WELL_WITHIN = 20_000;

const redis = await startRedis();
const relay = await startRelay(redis.url);
const log = createLog('chat', 'silent');
/** Behind the network; the other process and web are not. */
const chat = await startChat({ REDIS_URL: relay.url });
const web = clusterOverRedis({ url: redis.url, log });
let other: ChatFixture;
before(async () => {
  other = await openChatFixture({ cluster: clusterOverRedis({ url: redis.url, log }) }, chat.issuer);
});
after(async () => {
  await other[Symbol.asyncDispose]();
  await web.close();
  await chat.stop();
  relay[Symbol.dispose]();
  await redis.stop();
});

async function readiness(): Promise<number> {
  const asked = performance.now();
  const { status } = await fetch(`http://127.0.0.1:${chat.port}/health/ready`);
  assert.ok(performance.now() - asked < TOLD_WITHIN, 'readiness is told too late');
  return status;
}

async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await isSo())) await new Promise(setImmediate);
}

/** Lets two clients enter a room, and waits until one gets a message of the other. */
async function enter(room: typeof kitchen): Promise<[Client, Client]> {
  await until(async () => web.isConnected() && (await other.chat.ready()) && (await readiness()) === 200);
  const here = new Client(chat.port, await chat.issuer.token(anna, { room }));
  await here.next('welcome');
  const there = await other.enter(boris, { room });
  there.say('before');
  await heard(here, 'before');
  return [here, there];
}

const heard = (client: Client, text: string) =>
  until(() => client.frames.some((frame) => frame.type === 'message' && frame.text === text));

for (const [silence, lasts, room] of [
  ['a network that is silent for a while', true, kitchen],
  ['a moment in which the network forgets its connections', false, garden],
] as const)
  test(`after ${silence} chat receives packets and notices again within 20 seconds (row 56)`, async () => {
    const [here, there] = await enter(room);
    relay.swallow();
    if (lasts) await until(async () => (await readiness()) === 503);
    relay.mend();
    const mended = performance.now();
    // Waits until the page learns that members may be missing, and then that none is.
    for (const partial of [true, false])
      await until(() => here.frames.findLast((frame) => frame.type === 'cluster')?.partial === partial);
    await until(async () => (await readiness()) === 200);
    there.say('after');
    await heard(here, 'after');
    await web.announce({ type: 'room-deleted', room_id: room.id });
    assert.equal(await here.closed, 4404);
    const took = performance.now() - mended;
    assert.ok(took < WELL_WITHIN, `it took ${Math.round(took)} ms`);
  });
