import assert from 'node:assert/strict';
import test from 'node:test';
import { MAX_LISTED, type Member } from '../protocol.ts';
import { anna, boris, clara, garden, kitchen } from '../testing/people.ts';
import { openStage } from '../testing/stage.ts';

test('who enters is welcomed with who is there, and the others learn of it', async () => {
  await using stage = await openStage();
  const annas = await stage.enter(anna);
  const boriss = stage.knock(await stage.issuer.token(boris));
  const welcome = await boriss.next('welcome');
  assert.deepEqual(welcome.room, kitchen);
  assert.deepEqual(welcome.you, boris);
  assert.deepEqual(welcome.members, [anna, boris]);
  assert.equal(welcome.count, 2);
  assert.deepEqual(welcome.limits, { text: 4000, messages_per_minute: 100 });
  const joined = await annas.next('joined');
  assert.deepEqual([joined.members, joined.count], [[boris], 2]);
});

test('nobody is told that they came themselves', async () => {
  await using stage = await openStage();
  const clients = await Promise.all([anna, boris, clara].map((person) => stage.enter(person)));
  await clients[0]?.settled();
  const [annas, boriss] = clients;
  annas?.say('are we all here?');
  await boriss?.next('message');
  for (const client of clients) {
    const [welcome] = client.frames;
    assert.equal(welcome?.type, 'welcome');
    const you = welcome.type === 'welcome' && welcome.you.id;
    const joined = client.frames.flatMap((frame) => (frame.type === 'joined' ? frame.members : []));
    assert.ok(!joined.some(({ id }) => id === you));
  }
});

test('a second tab is no news, and neither is closing one of two', async () => {
  await using stage = await openStage();
  const borisTab = await stage.enter(boris);
  const annas = await stage.enter(anna);
  const secondTab = await stage.enter(anna);
  const [welcome] = secondTab.frames;
  assert.equal(welcome?.type === 'welcome' && welcome.count, 2);
  await annas.leave();
  secondTab.say('still here');
  await borisTab.next('message');
  await stage.enter(clara);
  await borisTab.next('joined');
  const clarasJoin = await borisTab.next('joined');
  assert.deepEqual([clarasJoin.members, clarasJoin.count], [[clara], 3]);
  assert.ok(!borisTab.frames.some(({ type }) => type === 'left'));
});

test('a reload is no news, a departure is', async () => {
  await using stage = await openStage({ timing: { grace: 3000 } });
  const boriss = await stage.enter(boris);
  const annas = await stage.enter(anna);
  await boriss.next('joined');
  await annas.leave();
  const again = await stage.enter(anna);
  const [welcome] = again.frames;
  assert.equal(welcome?.type === 'welcome' && welcome.count, 2);
  await again.leave();
  const left = await boriss.next('left');
  assert.deepEqual([left.members, left.count], [[anna], 1]);
  assert.equal(boriss.frames.filter(({ type }) => type === 'joined').length, 1);
  assert.equal(boriss.frames.filter(({ type }) => type === 'left').length, 1);
});

test('a room is forgotten with its last socket, grace or not', async () => {
  await using stage = await openStage({ timing: { grace: 60_000 } });
  const annas = await stage.enter(anna);
  await annas.leave();
  const boriss = await stage.enter(boris);
  const [welcome] = boriss.frames;
  assert.deepEqual(welcome?.type === 'welcome' && welcome.members, [boris]);
});

test('people of different rooms know nothing of each other', async () => {
  await using stage = await openStage();
  const annas = await stage.enter(anna);
  const boriss = await stage.enter(boris, { room: garden });
  boriss.say('over here');
  await boriss.next('message');
  await annas.settled();
  assert.deepEqual(
    annas.frames.map(({ type }) => type),
    ['welcome', 'pong'],
  );
});

test('a crowd that comes at once is told in a few notices, and counted whole', async () => {
  await using stage = await openStage({ timing: { tick: 100 } });
  const annas = await stage.enter(anna);
  const crowd = Array.from({ length: MAX_LISTED + 50 }, (_, i): Member => {
    return { id: `0197f000-0000-7000-8000-${String(i).padStart(12, '0')}`, name: `Guest ${i}` };
  });
  const guests = await Promise.all(crowd.map((person) => stage.enter(person)));
  while ((await annas.next('joined')).count < crowd.length + 1);
  const notices = annas.frames.filter(({ type }) => type === 'joined').length;
  assert.ok(notices < crowd.length / 4, `${notices} notices for ${crowd.length} people`);
  const late = await stage.enter(boris);
  const [welcome] = late.frames;
  assert.equal(welcome?.type === 'welcome' && welcome.members.length, MAX_LISTED);
  assert.equal(welcome?.type === 'welcome' && welcome.count, crowd.length + 2);
  assert.equal(guests.length, crowd.length);
});
