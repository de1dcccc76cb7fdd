import assert from 'node:assert/strict';
import { test } from 'node:test';
import { member } from '../../../testing/people/visitor.ts';
import { testSite } from '../../../testing/website.ts';

const site = await testSite();
const [anna, boris] = [site.program(), site.program()];
await anna.register('anna');
const borisId = (await boris.register('boris')).body.id;
await anna.signIn('anna');
await boris.signIn('boris');
const boriss = site.visitor();
await boriss.signIn('boris');
let names = 0;

const room = async (): Promise<string> => (await anna.post('/rooms', { name: `Veranda ${names++}` })).body.id;
const sql = (text: string, ...values: unknown[]) => site.connection.query(text, values);
const ban = (id: string, until: string | null, reason: string | null = null) =>
  sql(
    'insert into room_bans (room_id, user_id, until, reason) values ($1, $2, $3, $4)',
    id,
    borisId,
    until,
    reason,
  );

/** What each way in answers: the page, the page’s token, the API’s token. */
async function ways(id: string): Promise<[status: number, code: string | undefined][]> {
  const json = { accept: 'application/json' };
  const headers = { ...json, 'x-csrf-token': await boriss.token('/') };
  const page = await boriss.get(`/chat/${id}`, json);
  const token = await boriss.request(`/chat/${id}/token`, { method: 'POST', headers });
  const api = await boris.post(`/rooms/${id}/token`);
  const codeOf = (text: string) => (text.startsWith('{') ? JSON.parse(text).code : undefined);
  return [
    [page.status, codeOf(page.text)],
    [token.status, codeOf(token.text)],
    [api.status, api.body.code],
  ];
}
const all = (status: number, code?: string) => Array.from({ length: 3 }, () => [status, code]);

test('only its owner and its members enter a room for members (row 71)', async () => {
  const id = await room();
  const { token } = (await boris.post(`/rooms/${id}/token`)).body;
  assert.notEqual(await site.introspect(token), undefined);
  await sql(`update rooms set entry = 'members' where id = $1`, id);
  assert.deepEqual(await ways(id), all(403, 'room_members_only'));
  assert.equal(await site.introspect(token), undefined);
  assert.equal((await anna.post(`/rooms/${id}/token`)).status, 200);
  for (const role of ['member', 'moderator']) {
    await sql('delete from room_members');
    await sql('insert into room_members (room_id, user_id, role) values ($1, $2, $3)', id, borisId, role);
    assert.deepEqual(await ways(id), all(200), role);
    // A token says what role its owner has, and is renewed when that changes.
    const renewed = (await boris.post(`/rooms/${id}/token`)).body.token;
    assert.notEqual(await site.introspect(renewed), undefined);
  }
});

test('a room for members does not tell others its name (row 71)', async () => {
  const id = await room();
  await sql(`update rooms set entry = 'members', name = 'Quiet garden' where id = $1`, id);
  const { status, text } = await boriss.get(`/chat/${id}`);
  assert.equal(status, 403);
  assert.match(text, /ask somebody in the room for an invite link/);
  assert.doesNotMatch(text, /Quiet garden/);
});

test('nobody enters while they are banned, and they read why and until when', async () => {
  const id = await room();
  const { token } = (await boris.post(`/rooms/${id}/token`)).body;
  await ban(id, null, 'Shouting <b>at night</b>');
  assert.deepEqual(await ways(id), all(403, 'room_banned'));
  assert.equal(await site.introspect(token), undefined);
  const { body } = await boris.post(`/rooms/${id}/token`);
  assert.deepEqual([body.reason, body.until], ['Shouting <b>at night</b>', null]);
  assert.match((await boriss.get(`/chat/${id}`)).text, /Shouting &lt;b&gt;at night/);
  await sql(`update room_bans set until = now() + interval '1 hour'`);
  const { text } = await boriss.get(`/chat/${id}`);
  assert.match(text, /The ban ends <time datetime="/);
  assert.ok(Date.parse((await boris.post(`/rooms/${id}/token`)).body.until) > Date.now());
  assert.equal((await (await member(site.visitor(), 'clara')).get(`/chat/${id}`)).status, 200);
});

test('a ban that has ended keeps nobody out', async () => {
  const id = await room();
  await ban(id, '2020-01-01T00:00:00Z');
  assert.deepEqual(await ways(id), all(200));
});
