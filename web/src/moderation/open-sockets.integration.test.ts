import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startChat } from '../../testing/chat.ts';
import { newRoom, signedIn } from '../../testing/people/room.ts';
import { testSite } from '../../testing/website.ts';

const site = await testSite();
const [anna, boris] = [await signedIn(site, 'anna'), await signedIn(site, 'boris')];
const chat = await startChat(site);

const tokenFor = async (who: typeof anna, room: string): Promise<string> =>
  (await who.post(`/rooms/${room}/token`)).body.token;
const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

test('a ban ends open sockets, and a token from before it opens none, on a process that starts later too (row 77)', async () => {
  const room = await newRoom(anna);
  const [token, spare] = [await tokenFor(boris, room), await tokenFor(boris, room)];
  const socket = await chat.enter(token);
  assert.ok(typeof socket === 'object');
  await socket.answers();
  await anna.post(`/rooms/${room}/bans`, { user_id: boris.id, seconds: 600 });
  await socket.removed;
  assert.equal(await chat.enter(spare), 401);
  const later = await startChat(site);
  assert.equal(await later.enter(spare), 401);
  // Who was removed without a ban comes back with a new token.
  await anna.call('DELETE', `/rooms/${room}/bans/${boris.id}`);
  const back = await chat.enter(await tokenFor(boris, room));
  assert.ok(typeof back === 'object');
  await anna.post(`/rooms/${room}/removals`, { user_id: boris.id });
  await back.removed;
  assert.ok(typeof (await chat.enter(await tokenFor(boris, room))) === 'object');
});

test('a token says role, mute and slow mode, and one that says otherwise than it is opens nothing later (row 81)', async () => {
  const room = await newRoom(anna);
  assert.equal(claimsOf(await tokenFor(anna, room)).role, 'owner');
  const old = await tokenFor(boris, room);
  assert.equal(claimsOf(old).role, undefined);
  assert.notEqual(await site.introspect(old), undefined);

  await anna.post(`/rooms/${room}/mutes`, { user_id: boris.id, seconds: 600, reason: 'Shouting' });
  assert.equal(await site.introspect(old), undefined);
  const muted = await tokenFor(boris, room);
  assert.ok(Math.abs(claimsOf(muted).muted_until - Date.now() / 1000 - 600) < 60);
  assert.notEqual(await site.introspect(muted), undefined);
  const later = await startChat(site);
  assert.equal(await later.enter(old), 401);
  assert.ok(typeof (await later.enter(muted)) === 'object');

  await anna.call('DELETE', `/rooms/${room}/mutes/${boris.id}`);
  assert.equal(await site.introspect(muted), undefined);
  await anna.call('PUT', `/rooms/${room}/moderators/${boris.id}`);
  const moderator = await tokenFor(boris, room);
  assert.equal(claimsOf(moderator).role, 'moderator');
  await anna.call('PUT', `/rooms/${room}/slow-mode`, { seconds: 30 });
  assert.equal(await site.introspect(moderator), undefined);
  assert.equal(claimsOf(await tokenFor(boris, room)).slow_mode, 30);
  assert.deepEqual(
    site.notices
      .filter(({ type }) => /^member-(role|muted)|slow/.test(type))
      .map(({ at: _, ...rest }) => rest.type),
    ['member-muted', 'member-muted', 'member-role', 'room-slow-mode'],
  );
});

test('a mute that has ended makes no token stale', async () => {
  const room = await newRoom(anna);
  await anna.post(`/rooms/${room}/mutes`, { user_id: boris.id, seconds: 600 });
  const token = await tokenFor(boris, room);
  await site.connection.query(`update room_mutes set until = now() - interval '1 second'`);
  assert.equal(await site.introspect(token), undefined);
  assert.equal(claimsOf(await tokenFor(boris, room)).muted_until, undefined);
});
