import assert from 'node:assert/strict';
import test from 'node:test';
import { MAX_LISTED, type Member } from '../protocol.ts';
import { openChatFixture } from '../testing/chat-fixture.ts';
import { anna, boris, clara, garden, kitchen } from '../testing/people.ts';

test('a new member gets the list of members, and the others hear of the join', async () => {
  await using fixture = await openChatFixture();
  const annas = await fixture.enter(anna);
  const boriss = fixture.connect(await fixture.issuer.token(boris));
  const welcome = await boriss.next('welcome');
  assert.deepEqual(welcome.room, kitchen);
  assert.deepEqual(welcome.you, boris);
  assert.deepEqual(welcome.members, [anna, boris]);
  assert.equal(welcome.count, 2);
  assert.deepEqual(welcome.limits, { text: 4000, messages_per_minute: 100 });
  const joined = await annas.next('joined');
  assert.deepEqual([joined.members, joined.count], [[boris], 2]);
});

test('a member gets no notice of their own join', async () => {
  await using fixture = await openChatFixture();
  const clients = await Promise.all([anna, boris, clara].map((person) => fixture.enter(person)));
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

test('opening or closing a second tab changes no presence', async () => {
  await using fixture = await openChatFixture();
  const borisTab = await fixture.enter(boris);
  const annas = await fixture.enter(anna);
  const secondTab = await fixture.enter(anna);
  const [welcome] = secondTab.frames;
  assert.equal(welcome?.type === 'welcome' && welcome.count, 2);
  await annas.leave();
  secondTab.say('still here');
  await borisTab.next('message');
  await fixture.enter(clara);
  await borisTab.next('joined');
  const clarasJoin = await borisTab.next('joined');
  assert.deepEqual([clarasJoin.members, clarasJoin.count], [[clara], 3]);
  assert.ok(!borisTab.frames.some(({ type }) => type === 'left'));
});

test('a reload changes no presence, leaving does', async () => {
  await using fixture = await openChatFixture({ timing: { grace: 3000 } });
  const boriss = await fixture.enter(boris);
  const annas = await fixture.enter(anna);
  await boriss.next('joined');
  await annas.leave();
  const again = await fixture.enter(anna);
  const [welcome] = again.frames;
  assert.equal(welcome?.type === 'welcome' && welcome.count, 2);
  await again.leave();
  const left = await boriss.next('left');
  assert.deepEqual([left.members, left.count], [[anna], 1]);
  assert.equal(boriss.frames.filter(({ type }) => type === 'joined').length, 1);
  assert.equal(boriss.frames.filter(({ type }) => type === 'left').length, 1);
});

test('a room is removed with its last socket, also during the grace', async () => {
  await using fixture = await openChatFixture({ timing: { grace: 60_000 } });
  const annas = await fixture.enter(anna);
  await annas.leave();
  const boriss = await fixture.enter(boris);
  const [welcome] = boriss.frames;
  assert.deepEqual(welcome?.type === 'welcome' && welcome.members, [boris]);
});

test('members of different rooms do not see each other', async () => {
  await using fixture = await openChatFixture();
  const annas = await fixture.enter(anna);
  const boriss = await fixture.enter(boris, { room: garden });
  boriss.say('over here');
  await boriss.next('message');
  await annas.settled();
  assert.deepEqual(
    annas.frames.map(({ type }) => type),
    ['welcome', 'pong'],
  );
});

test('a crowd that joins at once is announced in few frames with the full count', async () => {
  await using fixture = await openChatFixture({ timing: { tick: 100 } });
  const annas = await fixture.enter(anna);
  const crowd = Array.from({ length: MAX_LISTED + 50 }, (_, i): Member => {
    return { id: `0197f000-0000-7000-8000-${String(i).padStart(12, '0')}`, name: `Guest ${i}` };
  });
  const guests = await Promise.all(crowd.map((person) => fixture.enter(person)));
  while ((await annas.next('joined')).count < crowd.length + 1);
  const updates = annas.frames.filter(({ type }) => type === 'joined').length;
  assert.ok(updates < crowd.length / 4, `${updates} updates for ${crowd.length} people`);
  const late = await fixture.enter(boris);
  const [welcome] = late.frames;
  assert.equal(welcome?.type === 'welcome' && welcome.members.length, MAX_LISTED);
  assert.equal(welcome?.type === 'welcome' && welcome.count, crowd.length + 2);
  assert.equal(guests.length, crowd.length);
});
