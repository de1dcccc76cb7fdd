import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOBODY } from '../../testing/people/holders.ts';
import type { Program } from '../../testing/people/program.ts';
import { testSite } from '../../testing/website.ts';

const site = await testSite();
const [anna, boris, clara] = [site.program(), site.program(), site.program()];
await anna.register('anna');
await anna.signIn('anna');
const borisId = (await boris.register('boris')).body.id;
await boris.signIn('boris');
await clara.register('clara');
await clara.signIn('clara');

let names = 0;
const sql = (text: string, ...values: unknown[]) => site.connection.query(text, values);
/** A room of Anna's. */
async function room(entry = 'members'): Promise<string> {
  const { id } = (await anna.post('/rooms', { name: `Evening garden ${names++}` })).body;
  await sql('update rooms set entry = $2 where id = $1', id, entry);
  return id;
}
const invite = async (id: string, input: object = {}, by: Program = anna) => {
  const { status, body } = await by.post(`/rooms/${id}/invites`, input);
  assert.equal(status, 201, body.code);
  return { ...body, token: new URL(body.url).pathname.split('/').at(-1) };
};
const accept = (program: Program, token: string) => program.post('/invites/accept', { token });
const codeOf = async (program: Program, token: string) => (await accept(program, token)).body.code;
const enters = async (program: Program, id: string) =>
  (await program.post(`/rooms/${id}/token`)).status === 200;
const usesOf = async (id: string) =>
  (await anna.get(`/rooms/${id}/invites`)).body.items.map(({ uses }: { uses: number }) => uses);

test('whoever holds the link of an invite becomes a member of its room', async () => {
  const id = await room();
  const { token, ...made } = await invite(id);
  assert.equal(made.url, `${site.url}/invite/${token}`);
  assert.equal(Date.parse(made.expires_at) - Date.parse(made.created_at), 7 * 86_400_000);
  const told = await site.program().post('/invites/look', { token });
  assert.deepEqual([told.body.invited_by, told.body.room.id], ['anna', id]);
  assert.equal(await enters(boris, id), false);
  assert.deepEqual((await accept(boris, token)).body, { room_id: id });
  assert.equal(await enters(boris, id), true);
  assert.equal(await enters(clara, id), false);
});

test('one account uses an invite once, however often it comes (row 72)', async () => {
  const id = await room();
  const { token } = await invite(id, { max_uses: 2 });
  const all = await Promise.all(Array.from({ length: 4 }, () => accept(boris, token)));
  assert.deepEqual(new Set(all.map(({ status }) => status)), new Set([200]));
  assert.equal((await accept(anna, token)).status, 200, 'its owner');
  assert.deepEqual(await usesOf(id), [1]);
});

test('of two people who use the last one at the same moment one gets in (row 72)', async () => {
  for (let round = 0; round < 5; round++) {
    const id = await room();
    const { token } = await invite(id, { max_uses: 1 });
    const both = await Promise.all([accept(boris, token), accept(clara, token)]);
    assert.deepEqual(both.map(({ status }) => status).toSorted(), [200, 410]);
    assert.equal(both.find(({ status }) => status === 410)?.body.code, 'invite_used_up');
    assert.deepEqual([await enters(boris, id), await enters(clara, id)].toSorted(), [false, true]);
    assert.deepEqual(await usesOf(id), [1]);
  }
});

test('an invite that has ended lets nobody in and says why (row 73)', async () => {
  const id = await room();
  const [revoked, expired] = [await invite(id), await invite(id)];
  assert.equal((await anna.call('DELETE', `/rooms/${id}/invites/${revoked.id}`)).status, 204);
  await sql(`update room_invites set expires_at = now() - interval '1 second' where id = $1`, expired.id);
  for (const [token, code] of [
    [revoked.token, 'invite_revoked'],
    [expired.token, 'invite_expired'],
    ['x'.repeat(43), 'invite_not_found'],
    ['short', 'invite_not_found'],
  ] as const) {
    assert.equal(await codeOf(boris, token), code);
    assert.equal((await site.program().post('/invites/look', { token })).body.code, code);
  }
  const gone = await invite(id);
  await anna.call('DELETE', `/rooms/${id}`);
  assert.equal(await codeOf(boris, gone.token), 'invite_not_found');
});

test('whoever is in already passes an invite that has ended', async () => {
  const id = await room();
  const { token, id: inviteId } = await invite(id, { max_uses: 1 });
  await accept(boris, token);
  await anna.call('DELETE', `/rooms/${id}/invites/${inviteId}`);
  assert.equal((await accept(boris, token)).status, 200);
});

test('an invite does not pass a ban or a restriction, and counts no use then (row 73)', async () => {
  const id = await room();
  const { token } = await invite(id);
  await sql(`insert into room_bans (room_id, user_id, reason) values ($1, $2, 'Spam')`, id, borisId);
  const banned = await accept(boris, token);
  assert.deepEqual([banned.status, banned.body.code, banned.body.reason], [403, 'room_banned', 'Spam']);
  await sql(`update rooms set restriction = 'rooms.enter_restricted' where id = $1`, id);
  assert.equal(await codeOf(clara, token), 'room_restricted');
  const { rows } = await sql('select uses from room_invites where room_id = $1', id);
  assert.equal(rows[0]?.uses, 0);
});

test('in a room for everybody each of them may invite, in one for members its owner and moderators (row 74)', async () => {
  const open = await room('everybody');
  const boriss = await invite(open, {}, boris);
  await invite(open);
  assert.equal((await boris.get(`/rooms/${open}/invites`)).body.items.length, 1, 'his own');
  assert.equal((await anna.get(`/rooms/${open}/invites`)).body.items.length, 2, 'all');
  const annas = (await anna.get(`/rooms/${open}/invites`)).body.items[0].id;
  assert.equal((await boris.call('DELETE', `/rooms/${open}/invites/${annas}`)).body.code, 'invite_not_found');

  const closed = await room();
  const ask = async (program: Program, id: string) =>
    (await program.post(`/rooms/${id}/invites`, {})).body.code;
  assert.equal(await ask(boris, closed), 'room_members_only');
  await accept(boris, (await invite(closed)).token);
  assert.equal(await ask(boris, closed), 'permission_missing');
  assert.equal((await boris.get(`/rooms/${closed}/invites`)).body.code, 'permission_missing');
  await sql(`update room_members set role = 'moderator' where room_id = $1`, closed);
  assert.equal(await ask(boris, closed), undefined);
  assert.equal(await ask(boris, NOBODY), 'room_not_found');

  await sql(`update rooms set entry = 'members' where id = $1`, open);
  assert.equal(await codeOf(clara, boriss.token), 'invite_revoked', 'he may not invite to it any more');
});

test('invites of somebody who is banned since let nobody in (row 73)', async () => {
  const id = await room('everybody');
  const { token } = await invite(id, {}, boris);
  await sql('insert into room_bans (room_id, user_id) values ($1, $2)', id, borisId);
  assert.equal(await codeOf(clara, token), 'invite_revoked');
});

test('invites of an account that is disabled since let nobody in, not even to its own room (row 73)', async () => {
  const disable = (value: string) =>
    sql(`update user_service set disabled_at = ${value} where user_id = $1`, borisId);
  const open = await room('everybody');
  const own = (await boris.post('/rooms', { name: `Evening garden ${names++}` })).body.id;
  for (const id of [open, own]) {
    const { token } = await invite(id, {}, boris);
    await disable('now()');
    assert.equal(await codeOf(clara, token), 'invite_revoked');
    await disable('null');
    assert.equal((await accept(clara, token)).status, 200);
  }
});

test('what an invite may be is checked', async () => {
  const id = await room();
  for (const [input, field] of [
    [{ expires_in: 59 }, 'expires_in'],
    [{ expires_in: 366 * 86_400 }, 'expires_in'],
    [{ expires_in: '3600' }, 'expires_in'],
    [{ max_uses: 0 }, 'max_uses'],
    [{ max_uses: 1.5 }, 'max_uses'],
    [{ room: id }, 'room'],
  ] as const) {
    const { status, body } = await anna.post(`/rooms/${id}/invites`, input);
    assert.deepEqual([status, Object.keys(body.fields)], [400, [field]], JSON.stringify(input));
  }
});

test('guessing links of invites is limited by address (row 75)', async () => {
  const strict = await testSite({ rateLimitFactor: 0.01 });
  const codes: string[] = [];
  for (let guess = 0; guess < 7; guess++)
    codes.push((await strict.program().post('/invites/look', { token: `${guess}`.repeat(43) })).body.code);
  assert.deepEqual(codes, [...Array.from({ length: 6 }, () => 'invite_not_found'), 'too_many_requests']);
});

test('neither the database nor the log holds the token of an invite (rows 41, 70)', async () => {
  const { token } = await invite(await room());
  await site.visitor().get(`/invite/${token}`);
  await site.visitor().get(`//INVITE/${token}/?x`);
  await site.visitor().get(`/login?next=/invite/${token}`);
  await accept(boris, token);
  const { rows } = await sql('select t::text from room_invites t');
  assert.ok(!JSON.stringify(rows).includes(token));
  assert.ok(!site.log.join('\n').includes(token));
});
