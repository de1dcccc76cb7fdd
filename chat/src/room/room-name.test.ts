import assert from 'node:assert/strict';
import test from 'node:test';
import { openChatFixture } from '../testing/chat-fixture.ts';
import { anna, boris, clara, kitchen } from '../testing/people.ts';

test('members learn a room’s new name at once, and an older token does not bring the old one back', async () => {
  await using fixture = await openChatFixture();
  const annas = await fixture.enter(anna);
  const old = await fixture.issuer.token(boris, { claims: { as_of: Date.now() - 1 } });
  const name = 'Kitchen with a view';
  await fixture.cluster.announce({ type: 'room-renamed', room_id: kitchen.id, name });
  assert.equal((await annas.next('room_renamed')).name, name);
  const boriss = fixture.connect(old);
  assert.deepEqual((await boriss.next('welcome')).room, { id: kitchen.id, name });
  await annas.settled();
  assert.equal(annas.frames.filter(({ type }) => type === 'room_renamed').length, 1);
});

test('a newer token tells the new name where the notice was lost', async () => {
  await using fixture = await openChatFixture();
  const annas = await fixture.enter(anna, { claims: { as_of: Date.now() - 1000 } });
  const room = { ...kitchen, name: 'Kitchen without a view' };
  annas.send({
    type: 'renew',
    token: await fixture.issuer.token(anna, { room, claims: { as_of: Date.now() } }),
  });
  assert.equal((await annas.next('room_renamed')).name, room.name);
  const claras = fixture.connect(await fixture.issuer.token(clara, { room, claims: { as_of: Date.now() } }));
  assert.deepEqual((await claras.next('welcome')).room, room);
});
