import assert from 'node:assert/strict';
import test from 'node:test';
import type { JWTPayload } from 'jose';
import { openChatFixture } from '../../testing/chat-fixture.ts';
import { anna, boris, garden, kitchen } from '../../testing/people.ts';
import { problemCode, requestUpgrade } from '../../testing/upgrade-request.ts';

const inSeconds = (seconds: number) => Math.trunc(Date.now() / 1000) + seconds;
/** The claims of a token that is newer than any notice so far. */
const newer = (claims: JWTPayload = {}) => ({ claims: { iat: inSeconds(1), ...claims } });

test('a notice mutes open sockets, and an older token opens no other (row 81)', async () => {
  await using fixture = await openChatFixture();
  const old = await fixture.issuer.token(anna);
  const [annas, second, boriss] = [
    await fixture.enter(anna),
    await fixture.enter(anna),
    await fixture.enter(boris),
  ];
  const elsewhere = await fixture.enter(anna, { room: garden });
  const until = Date.now() + 60_000;
  const mute = { type: 'member-muted', user_id: anna.id, room_id: kitchen.id } as const;
  await fixture.cluster.announce({ ...mute, until, reason: 'spam' });
  for (const client of [annas, second]) {
    const told = await client.next('muted');
    assert.deepEqual([told.until, told.reason], [Math.ceil(until / 1000) * 1000, 'spam']);
    client.say('hello?');
    client.say('/me shouts', 'c');
    for (const ref of ['hello?', 'c']) {
      const { retry_in = 0, ...refused } = await client.next('error');
      assert.deepEqual(refused, { type: 'error', code: 'muted', ref });
      assert.ok(retry_in > 50 && retry_in <= 61);
    }
    client.send({ type: 'typing' });
    await client.settled();
  }
  const back = await requestUpgrade(fixture.port, { Authorization: `Bearer ${old}` });
  assert.deepEqual([back.status, problemCode(back)], [401, 'token_revoked']);
  annas.send({ type: 'renew', token: old });
  assert.equal((await annas.next('error')).code, 'token_invalid');
  elsewhere.say('here I may');
  await elsewhere.next('message');
  await boriss.settled();
  assert.deepEqual(
    boriss.frames.map(({ type }) => type),
    ['welcome', 'pong'],
  );

  await fixture.cluster.announce({ ...mute, until: null });
  assert.equal((await annas.next('muted')).until, null);
  annas.say('again');
  assert.equal((await boriss.next('message')).text, 'again');
});

test('a token that says so mutes a member whose notice was lost, and a newer one ends it', async () => {
  await using fixture = await openChatFixture();
  const [annas, boriss] = [await fixture.enter(anna), await fixture.enter(boris)];
  const until = inSeconds(60);
  annas.send({ type: 'renew', token: await fixture.issuer.token(anna, newer({ muted_until: until })) });
  assert.equal((await annas.next('muted')).until, until * 1000);
  annas.say('hello?');
  assert.equal((await annas.next('error')).code, 'muted');
  const reloaded = fixture.connect(
    await fixture.issuer.token(anna, newer({ muted_until: until, iat: inSeconds(2) })),
  );
  assert.equal((await reloaded.next('welcome')).muted_until, until * 1000);
  annas.send({ type: 'renew', token: await fixture.issuer.token(anna, newer({ iat: inSeconds(3) })) });
  assert.equal((await annas.next('muted')).until, null);
  annas.say('thanks');
  assert.equal((await boriss.next('message')).text, 'thanks');
});

test('a mute ends by itself', async () => {
  await using fixture = await openChatFixture();
  const annas = await fixture.enter(anna, newer({ muted_until: inSeconds(2) }));
  annas.say('too soon');
  const { code, retry_in = 0 } = await annas.next('error');
  assert.deepEqual([code, retry_in > 0 && retry_in <= 2], ['muted', true]);
  const deadline = Date.now() + 10_000;
  while (annas.texts().length === 0 && Date.now() < deadline) {
    annas.say('now?', String(Date.now()));
    await annas.settled();
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  assert.deepEqual(annas.texts(), ['now?']);
});

test('slow mode makes members wait, whichever socket they use and however often they come back (row 82)', async () => {
  await using fixture = await openChatFixture();
  const slow = { claims: { slow_mode: 60 } };
  const annas = await fixture.enter(anna, slow);
  const tab = fixture.connect(await fixture.issuer.token(anna, slow));
  assert.equal((await tab.next('welcome')).slow_mode, 60);
  annas.say('first');
  await annas.next('message');
  tab.say('second');
  const { retry_in = 0, ...refused } = await tab.next('error');
  assert.deepEqual(refused, { type: 'error', code: 'slow_down', ref: 'second' });
  assert.ok(retry_in > 50 && retry_in <= 60);
  annas.send({ type: 'renew', token: await fixture.issuer.token(anna, slow) });
  await annas.settled();
  annas.say('third');
  assert.equal((await annas.next('error')).code, 'slow_down');

  // Nobody is left, so the room is closed and opened anew.
  await Promise.all([annas.leave(), tab.leave()]);
  const back = await fixture.enter(anna, slow);
  back.say('fourth');
  assert.equal((await back.next('error')).code, 'slow_down');
  const boriss = await fixture.enter(boris, slow);
  boriss.say('mine');
  assert.equal((await back.next('message')).text, 'mine');
});

test('owner and moderators do not wait, and a refused message begins no wait', async () => {
  await using fixture = await openChatFixture();
  const annas = await fixture.enter(anna, { claims: { slow_mode: 60, role: 'moderator' } });
  const boriss = await fixture.enter(boris, { claims: { slow_mode: 60 } });
  for (const text of ['one', 'two']) {
    annas.say(text);
    assert.equal((await boriss.next('message')).text, text);
  }
  boriss.say(' ', 'empty');
  assert.equal((await boriss.next('error')).code, 'text_empty');
  boriss.say('not empty');
  await boriss.next('message');
});

test('a notice turns slow mode on and off for everybody in the room', async () => {
  await using fixture = await openChatFixture();
  const [annas, boriss] = [await fixture.enter(anna), await fixture.enter(boris)];
  const old = await fixture.issuer.token(anna);
  await fixture.cluster.announce({ type: 'room-slow-mode', room_id: kitchen.id, seconds: 30 });
  for (const client of [annas, boriss]) assert.equal((await client.next('slow_mode')).seconds, 30);
  annas.say('one');
  annas.say('two');
  assert.equal((await annas.next('error')).code, 'slow_down');
  const back = await requestUpgrade(fixture.port, { Authorization: `Bearer ${old}` });
  assert.equal(problemCode(back), 'token_revoked');
  await fixture.cluster.announce({ type: 'room-slow-mode', room_id: kitchen.id, seconds: 0 });
  assert.equal((await annas.next('slow_mode')).seconds, 0);
  annas.say('three');
  assert.equal((await boriss.next('message')).text, 'one');
  assert.equal((await boriss.next('message')).text, 'three');
});

test('a role is a mark in frames, and a notice gives it and takes it away', async () => {
  await using fixture = await openChatFixture();
  const boriss = await fixture.enter(boris, { claims: { role: 'owner' } });
  const annas = fixture.connect(await fixture.issuer.token(anna));
  const welcome = await annas.next('welcome');
  assert.deepEqual(welcome.members, [{ ...boris, role: 'owner' }, anna]);
  const role = { type: 'member-role', user_id: anna.id, room_id: kitchen.id } as const;
  await fixture.cluster.announce({ ...role, role: 'moderator' });
  const marked = { ...anna, role: 'moderator' };
  assert.deepEqual((await boriss.next('renamed')).member, marked);
  annas.say('thank you');
  assert.deepEqual((await boriss.next('message')).from, marked);
  const renamed = { type: 'user-renamed', user_id: anna.id, name: 'Anna Berg', since: inSeconds(2) } as const;
  await fixture.cluster.announce(renamed);
  assert.deepEqual((await boriss.next('renamed')).member, { ...marked, name: 'Anna Berg' });
  await fixture.cluster.announce({ ...role, role: null });
  assert.deepEqual((await boriss.next('renamed')).member, { ...anna, name: 'Anna Berg' });
});

test('notices that arrive in another order than things happened change nothing (row 119)', async () => {
  await using fixture = await openChatFixture();
  const [annas, boriss] = [await fixture.enter(anna), await fixture.enter(boris)];
  const second = Math.floor(Date.now() / 1000) * 1000 + 2000;
  const of = { user_id: anna.id, room_id: kitchen.id };
  const [later, sooner] = [second + 600, second + 300];
  await fixture.cluster.announce({ type: 'member-role', ...of, role: null, at: later });
  await fixture.cluster.announce({ type: 'member-role', ...of, role: 'moderator', at: sooner });
  await fixture.cluster.announce({ type: 'member-muted', ...of, until: null, at: later });
  await fixture.cluster.announce({ type: 'member-muted', ...of, until: second + 60_000, at: sooner });
  await fixture.cluster.announce({ type: 'room-slow-mode', room_id: kitchen.id, seconds: 0, at: later });
  await fixture.cluster.announce({ type: 'room-slow-mode', room_id: kitchen.id, seconds: 60, at: sooner });
  annas.say('still here');
  annas.say('and again');
  assert.deepEqual((await boriss.next('message')).from, anna);
  assert.equal((await boriss.next('message')).text, 'and again');
  assert.deepEqual(
    annas.frames.filter(({ type }) => type === 'muted' || type === 'slow_mode'),
    [],
  );
});
