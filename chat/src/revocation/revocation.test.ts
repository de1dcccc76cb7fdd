import assert from 'node:assert/strict';
import test from 'node:test';
import { openChatFixture } from '../testing/chat-fixture.ts';
import { anna, boris, clara, garden, kitchen } from '../testing/people.ts';
import { problemCode, requestUpgrade } from '../testing/upgrade-request.ts';

test('a deleted room closes its connections with a reason and accepts no old token (row 35)', async () => {
  await using fixture = await openChatFixture();
  const token = await fixture.issuer.token(anna);
  const annas = fixture.connect(token);
  await annas.next('welcome');
  const boriss = await fixture.enter(boris);
  const elsewhere = await fixture.enter(boris, { room: garden });
  await fixture.cluster.announce({ type: 'room-deleted', room_id: kitchen.id });
  for (const client of [annas, boriss]) {
    assert.equal((await client.next('closing')).reason, 'room_deleted');
    assert.equal(await client.closed, 4404);
  }
  await elsewhere.settled();
  const back = await requestUpgrade(fixture.port, { Authorization: `Bearer ${token}` });
  assert.deepEqual([back.status, problemCode(back)], [401, 'token_revoked']);
});

test('a removed member gets no more frames, and others see the member leave (row 35)', async () => {
  await using fixture = await openChatFixture({
    timing: { grace: 60_000, flushInterval: 2000 },
    messagesPerMinute: 1000,
  });
  const boriss = await fixture.enter(boris);
  const [annas, hers] = [await fixture.enter(anna), await fixture.enter(anna, { room: garden })];
  boriss.say('welcome, Anna');
  await annas.next('message');
  // Still pending when she is put out.
  boriss.say('between ourselves');
  await boriss.settled();
  await fixture.cluster.announce({ type: 'member-removed', user_id: anna.id, room_id: kitchen.id });
  assert.equal((await annas.next('closing')).reason, 'removed');
  assert.equal(await annas.closed, 4403);
  assert.deepEqual((await boriss.next('left')).members, [anna]);
  assert.deepEqual(annas.texts(), ['welcome, Anna']);
  await hers.settled();
});

test('a revoked account leaves all rooms until it has a newer token (row 35)', async () => {
  await using fixture = await openChatFixture();
  const clients = [await fixture.enter(anna), await fixture.enter(anna, { room: garden })];
  const old = await fixture.issuer.token(anna);
  await fixture.cluster.announce({ type: 'user-revocation', user_ids: [boris.id, anna.id] });
  for (const client of clients) {
    assert.equal((await client.next('closing')).reason, 'token_expired');
    assert.equal(await client.closed, 4401);
  }
  const back = await requestUpgrade(fixture.port, { Authorization: `Bearer ${old}` });
  assert.deepEqual([back.status, problemCode(back)], [401, 'token_revoked']);
  const iat = Math.trunc(Date.now() / 1000) + 1;
  await fixture.enter(anna, { claims: { iat } });
});

test('a revoked room’s members leave it, and no other room, until they have newer tokens (row 35)', async () => {
  await using fixture = await openChatFixture();
  const old = await fixture.issuer.token(anna);
  const clients = [await fixture.enter(anna), await fixture.enter(boris)];
  const elsewhere = await fixture.enter(anna, { room: garden });
  await fixture.cluster.announce({ type: 'room-revocation', room_ids: [kitchen.id] });
  for (const client of clients) {
    assert.equal((await client.next('closing')).reason, 'token_expired');
    assert.equal(await client.closed, 4401);
  }
  await elsewhere.settled();
  const back = await requestUpgrade(fixture.port, { Authorization: `Bearer ${old}` });
  assert.deepEqual([back.status, problemCode(back)], [401, 'token_revoked']);
  await fixture.enter(boris, { claims: { iat: Math.trunc(Date.now() / 1000) + 1 } });
});

test('after a revocation a member with a new token is back before others notice (row 35)', async () => {
  await using fixture = await openChatFixture({ timing: { grace: 60_000 } });
  const boriss = await fixture.enter(boris);
  const annas = await fixture.enter(anna);
  await boriss.next('joined');
  await fixture.cluster.announce({ type: 'user-revocation', user_ids: [anna.id] });
  assert.equal(await annas.closed, 4401);
  const back = await fixture.enter(anna, { claims: { iat: Math.trunc(Date.now() / 1000) + 1 } });
  back.say('still here');
  await boriss.next('message');
  assert.deepEqual(
    boriss.frames.map(({ type }) => type),
    ['welcome', 'joined', 'message'],
  );
});

test('a changed name is announced in all rooms of the member, and stays', async () => {
  await using fixture = await openChatFixture();
  const old = await fixture.issuer.token(anna);
  const [boriss, annas] = [await fixture.enter(boris), await fixture.enter(anna)];
  const elsewhere = await fixture.enter(anna, { room: garden });
  const at = Math.ceil(Date.now() / 1000);
  const renamed = { id: anna.id, name: 'Anna Berg' };
  await fixture.cluster.announce({
    type: 'user-renamed',
    user_id: anna.id,
    name: 'Anna Berg',
    since: at,
  });
  for (const client of [boriss, annas, elsewhere])
    assert.deepEqual((await client.next('renamed')).member, renamed);
  annas.say('still me');
  assert.deepEqual((await boriss.next('message')).from, renamed);
  const claras = await fixture.enter(clara);
  const welcome = claras.frames.find((frame) => frame.type === 'welcome');
  assert.ok(welcome?.members.some(({ name }) => name === 'Anna Berg'));
  // A token from before the change does not bring the old name back.
  const late = fixture.connect(old);
  assert.deepEqual((await late.next('welcome')).you, renamed);
});

test('a token with a newer name renames the member although the notice was lost', async () => {
  await using fixture = await openChatFixture();
  const [boriss, annas] = [await fixture.enter(boris), await fixture.enter(anna)];
  const renamed = { id: anna.id, name: 'Anna Berg' };
  annas.send({ type: 'renew', token: await fixture.issuer.token(renamed) });
  assert.deepEqual((await boriss.next('renamed')).member, renamed);
});
