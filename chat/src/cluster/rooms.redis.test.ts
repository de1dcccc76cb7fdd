import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import test, { after } from 'node:test';
import { createClient } from 'redis';
import { startRedis } from '../../../testing/servers/redis.ts';
import { openProcess, openThreeProcesses, shownMembers, until } from '../testing/cluster-fixture.ts';
import { IDLE_ROOM } from '../testing/idle-room.ts';
import { createIssuer } from '../testing/issuer.ts';
import { anna, boris, clara, garden } from '../testing/people.ts';
import { startRelay } from '../testing/relay.ts';

/** Other tests say in the shared one that rooms are closed. */
const redis = await startRedis();
after(() => redis.stop());
const HEARTBEAT = { interval: 100, timeout: 600 };

const openSet = (url = redis.url) => openThreeProcesses(url, HEARTBEAT);

test('members of a room on different processes see each other and get each other’s messages', async () => {
  await using set = await openSet();
  const [one, other] = set;
  const annas = await one.enter(anna);
  const boriss = await other.enter(boris);
  const [welcome] = boriss.frames;
  assert.deepEqual(welcome?.type === 'welcome' && [welcome.members, welcome.count, welcome.partial], [
    [anna, boris],
    2,
    undefined,
  ]);
  const joined = await annas.next('joined');
  assert.deepEqual([joined.members, joined.count], [[boris], 2]);
  boriss.say('over here');
  assert.equal((await annas.next('message')).text, 'over here');
  boriss.send({ type: 'typing' });
  assert.deepEqual((await annas.next('typing')).member, boris);
  await boriss.leave();
  const left = await annas.next('left');
  assert.deepEqual([left.members, left.count], [[boris], 1]);
});

test('an account with tabs on two processes is one member, and moving between them changes no presence', async () => {
  await using set = await openSet();
  const [one, other] = set;
  const boriss = await one.enter(boris);
  const tab = await one.enter(anna);
  await boriss.next('joined');
  const second = await other.enter(anna);
  second.say('here too');
  await boriss.next('message');
  await tab.leave();
  second.say('moved');
  await boriss.next('message');
  const claras = await one.enter(clara);
  const [welcome] = claras.frames;
  assert.equal(welcome?.type === 'welcome' && welcome.count, 3);
  await second.leave();
  const left = await boriss.next('left');
  assert.deepEqual([left.members, left.count], [[anna], 2]);
});

test('a process receives only packets of its open rooms', async () => {
  await using set = await openSet();
  const [one, other] = set;
  const annas = await one.enter(anna);
  const boriss = await other.enter(boris, { room: garden });
  annas.say('in the kitchen');
  await annas.next('message');
  await boriss.settled();
  assert.deepEqual(boriss.texts(), []);
  assert.deepEqual(shownMembers(boriss), [boris.id]);
});

test('the members of a lost process leave once', async () => {
  // The remaining processes must not lose each other, even if the machine is slow.
  await using set = await openThreeProcesses(redis.url, { interval: 100, timeout: 3000 });
  const [one, other, third] = set;
  const annas = await one.enter(anna);
  await other.enter(boris);
  const claras = await third.enter(clara);
  await annas.next('joined');
  // Without a word, as a process that is killed.
  await other.cluster.close();
  for (const client of [annas, claras]) {
    const left = await client.next('left');
    assert.deepEqual([left.members, left.count], [[boris], 2]);
  }
  annas.say('where is he?');
  await claras.next('message');
  assert.equal(claras.frames.filter(({ type }) => type === 'left').length, 1);
});

test('without Redis rooms continue within each process as partial; with Redis they join again', async () => {
  await using own = await startRedis();
  await using set = await openSet(own.url);
  const [one, other] = set;
  const annas = await one.enter(anna);
  const boriss = await other.enter(boris);
  await own.halt();
  for (const client of [annas, boriss]) assert.equal((await client.next('cluster')).partial, true);
  const claras = await one.enter(clara);
  const [welcome] = claras.frames;
  assert.equal(welcome?.type === 'welcome' && welcome.partial, true);
  claras.say('only here');
  assert.equal((await annas.next('message')).text, 'only here');
  await own.start();
  for (const client of [annas, boriss, claras]) assert.equal((await client.next('cluster')).partial, false);
  claras.say('everywhere');
  while ((await boriss.next('message')).text !== 'everywhere');
  assert.deepEqual(boriss.texts(), ['everywhere']);
  await until(() => shownMembers(boriss).length === 3);
});

test('a member who joins while a process does not answer gets partial until it does', async () => {
  using relay = await startRelay(redis.url);
  const patient = { interval: 100, timeout: 10_000 };
  await using other = await openProcess(redis.url, patient, await createIssuer());
  await using one = await openProcess(relay.url, patient, other.issuer);
  const annas = await one.enter(anna);
  await annas.settled();
  relay.hold();
  const boriss = await other.enter(boris);
  const [welcome] = boriss.frames;
  assert.deepEqual(welcome?.type === 'welcome' && [welcome.partial, welcome.count], [true, 1]);
  annas.say('is anybody here?');
  await annas.next('message');
  relay.release();
  assert.equal((await boriss.next('cluster')).partial, false);
  assert.deepEqual(shownMembers(boriss), [anna.id, boris.id]);
  annas.say('ah, Boris');
  while ((await boriss.next('message')).text !== 'ah, Boris');
});

test('processes that considered each other gone find each other again', async () => {
  using relay = await startRelay(redis.url);
  await using other = await openProcess(redis.url, HEARTBEAT, await createIssuer());
  await using one = await openProcess(relay.url, HEARTBEAT, other.issuer);
  const annas = await one.enter(anna);
  const boriss = await other.enter(boris);
  await annas.next('joined');
  relay.hold();
  assert.deepEqual((await boriss.next('left')).members, [anna]);
  assert.deepEqual((await annas.next('left')).members, [boris]);
  relay.release();
  assert.deepEqual((await boriss.next('joined')).members, [anna]);
  assert.deepEqual((await annas.next('joined')).members, [boris]);
});

test('a process that comes back is told hello in the rooms that it has open, and in no other', async () => {
  using relay = await startRelay(redis.url);
  await using other = await openProcess(redis.url, HEARTBEAT, await createIssuer());
  await using one = await openProcess(relay.url, HEARTBEAT, other.issuer);
  const client = await createClient({ url: redis.url }).connect();
  const packets = async () => Number(/spublish:calls=(\d+)/.exec(await client.info('commandstats'))?.[1]);
  // Hellos leave in batches of a hundred, in the order in which rooms were opened: the shared room is in the last batch.
  const own = [one, other].flatMap(({ cluster }) =>
    Array.from({ length: 200 }, () => cluster.join(randomUUID(), IDLE_ROOM)),
  );
  await until(() => own.every(({ partial }) => !partial));
  const annas = await one.enter(anna);
  const boriss = await other.enter(boris);
  await annas.next('joined');
  relay.hold();
  for (const page of [annas, boriss]) await page.next('left');
  const before = await packets();
  relay.release();
  for (const page of [annas, boriss]) await page.next('joined');
  const sent = (await packets()) - before;
  client.destroy();
  assert.ok(sent < 20, `${sent} packets`);
});

test('without sharded channels in Redis, rooms use classic ones', async () => {
  await using old = await startRedis(['rename-command SPUBLISH ""', 'rename-command SSUBSCRIBE ""']);
  await using set = await openSet(old.url);
  const [one, other, third] = set;
  const annas = await one.enter(anna);
  const boriss = await other.enter(boris);
  const claras = await third.enter(clara, { room: garden });
  boriss.say('over here');
  assert.equal((await annas.next('message')).text, 'over here');
  await annas.leave();
  assert.equal((await boriss.next('left')).count, 1);
  const again = await one.enter(anna);
  boriss.say('there you are');
  assert.equal((await again.next('message')).text, 'there you are');
  assert.deepEqual([again.texts(), claras.texts()], [['there you are'], []]);
});

test('a thousand rooms of each process join again when Redis is back', async () => {
  await using own = await startRedis();
  await using set = await openSet(own.url);
  const room = { ...IDLE_ROOM, localState: () => ({ members: [anna] }) };
  const ids = Array.from({ length: 1000 }, () => randomUUID());
  const relays = set.flatMap(({ cluster }) => ids.map((id) => cluster.join(id, room)));
  await until(() => relays.every(({ partial }) => !partial));
  await own.halt();
  await until(() => relays.every(({ partial }) => partial));
  await own.start();
  await until(() => relays.every(({ partial }) => !partial));
});
