import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { createLog } from '@lantern/service/log';
import { createClient } from 'redis';
import { root } from '../../../../testing/checkout.ts';
import { startRedis } from '../../../../testing/servers/redis.ts';
import { startRedisCluster } from '../../../../testing/servers/redis-cluster.ts';
import { openThreeProcesses, until } from '../../testing/cluster-fixture.ts';
import { IDLE_ROOM } from '../../testing/idle-room.ts';
import type { TokenOptions } from '../../testing/issuer.ts';
import { anna, boris, clara, kitchen } from '../../testing/people.ts';
import { clusterOverRedis } from '../redis.ts';
import { slotOf } from './hash-slot.ts';

const cluster = await startRedisCluster();
after(() => cluster.stop());
const log = createLog('chat', 'silent');
const HEARTBEAT = { interval: 100, timeout: 2000 };

/** Three processes that are connected to every node: `isConnected` tells it of the one with the notices only. */
async function openSet() {
  const set = await openThreeProcesses(cluster.url, HEARTBEAT);
  const relays = set.flatMap((process) =>
    roomOfEachNode.map(({ id }) => process.cluster.join(id, IDLE_ROOM)),
  );
  await until(() => relays.every(({ partial }) => !partial));
  for (const relay of relays) relay.close();
  return set;
}

const channelOf = (room: typeof kitchen) => `lantern:room:${room.id}`;

/** The node that has a slot at first, and another one. */
function nodesOf(slot: number) {
  const place = Math.min(2, Math.floor((slot * 3) / 16_384));
  const [own, other] = [cluster.nodes[place], cluster.nodes[(place + 1) % 3]];
  assert.ok(own && other);
  return { own, other };
}

const roomOfEachNode = cluster.nodes.map((node) => {
  let room = { id: randomUUID(), name: 'Attic' };
  while (nodesOf(slotOf(channelOf(room))).own !== node) room = { id: randomUUID(), name: 'Attic' };
  return room;
});

async function ask(url: string, command: string[]): Promise<unknown> {
  const client = await createClient({ url }).connect();
  try {
    return await client.sendCommand(command);
  } finally {
    client.destroy();
  }
}

test('slots are computed as Redis does', async () => {
  for (const channel of ['lantern:heartbeats', 'lantern:notices', channelOf(kitchen), '123456789', '']) {
    assert.equal(
      await ask(cluster.nodes[0]?.url ?? '', ['CLUSTER', 'KEYSLOT', channel]),
      slotOf(channel),
      channel,
    );
  }
});

test('members of a room on three processes get each other’s messages over a Redis Cluster', async () => {
  await using set = await openSet();
  for (const room of roomOfEachNode) {
    const options: TokenOptions = { room };
    const [annas, boriss, claras] = [
      await set[0].enter(anna, options),
      await set[1].enter(boris, options),
      await set[2].enter(clara, options),
    ];
    const [welcome] = claras.frames;
    assert.deepEqual(welcome?.type === 'welcome' && [welcome.count, welcome.partial], [3, undefined]);
    for (const client of [annas, boriss, claras]) client.say('hello');
    for (const client of [annas, boriss, claras])
      await until(() => client.frames.filter(({ type }) => type === 'message').length === 3);
  }
});

test('web’s notices close sockets on every process of a cluster (row 35)', async () => {
  await using set = await openSet();
  const web = clusterOverRedis({ url: cluster.url, log });
  await until(() => web.isConnected());
  const clients = [await set[0].enter(anna), await set[1].enter(boris)];
  await web.announce({ type: 'room-deleted', room_id: kitchen.id });
  for (const client of clients) assert.equal(await client.closed, 4404);
  await web.close();
});

test('a killed node makes only its own rooms partial, which join again when it is back', async () => {
  const { own } = nodesOf(slotOf(channelOf(kitchen)));
  const elsewhere = roomOfEachNode.find((_, place) => cluster.nodes[place] !== own);
  assert.ok(elsewhere);
  await using set = await openSet();
  const [annas, boriss] = [await set[0].enter(anna), await set[1].enter(boris)];
  const [above, below] = [
    await set[0].enter(clara, { room: elsewhere }),
    await set[1].enter(boris, { room: elsewhere }),
  ];
  await own.halt();
  for (const client of [annas, boriss]) assert.equal((await client.next('cluster')).partial, true);
  above.say('still here');
  assert.equal((await below.next('message')).text, 'still here');
  await own.start();
  for (const client of [annas, boriss]) assert.equal((await client.next('cluster')).partial, false);
  annas.say('and we are back');
  assert.equal((await boriss.next('message')).text, 'and we are back');
  assert.ok(![...above.frames, ...below.frames].some(({ type }) => type === 'cluster'));
});

test('a room whose slot moves to another node joins again there', async () => {
  const slot = slotOf(channelOf(kitchen));
  const { own, other } = nodesOf(slot);
  await using set = await openSet();
  const [annas, boriss] = [await set[0].enter(anna), await set[1].enter(boris)];
  const id = await ask(other.url, ['CLUSTER', 'MYID']);
  const moved = ['CLUSTER', 'SETSLOT', String(slot), 'NODE', String(id)];
  for (const { url } of [other, own, ...cluster.nodes]) await ask(url, moved);
  for (const client of [annas, boriss]) while ((await client.next('cluster')).partial !== false);
  annas.say('here now');
  assert.equal((await boriss.next('message')).text, 'here now');
  assert.deepEqual(boriss.texts(), ['here now']);
});

test('with a Redis Cluster chat needs CLUSTER SLOTS and no other further permission', async () => {
  const script = await readFile(join(root, 'db/prepare.sh'), 'utf8');
  const [, rights = ''] = /^user chat on >\$chat (.*)$/m.exec(script) ?? [];
  assert.match(rights, /-@all/);
  const user = ['ACL', 'SETUSER', 'chat', 'on', '>sesame', ...rights.split(' ')];
  const limited = (url: string) => Object.assign(new URL(url), { username: 'chat', password: 'sesame' }).href;
  await using single = await startRedis();
  await ask(single.url, user);
  for (const { url } of cluster.nodes) await ask(url, [...user, '+cluster|slots']);
  for (const url of [limited(single.url), cluster.nodes.map((node) => limited(node.url)).join()]) {
    await using set = await openThreeProcesses(url, HEARTBEAT);
    const [annas, boriss] = [await set[0].enter(anna), await set[1].enter(boris)];
    boriss.say('over here');
    assert.equal((await annas.next('message')).text, 'over here');
  }
});
