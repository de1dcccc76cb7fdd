import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { NOBODY } from '../../testing/people/holders.ts';
import { testSite } from '../../testing/website.ts';

const site = await testSite();
const [anna, boris] = [site.program(), site.program()];
await anna.register('anna');
await boris.register('boris');
await anna.signIn('anna');
await boris.signIn('boris');

test('rooms are made, listed, found and deleted', async () => {
  const made = await anna.post('/rooms', { name: '  Садовый клуб ' });
  assert.equal(made.status, 201);
  assert.equal(made.body.name, 'Садовый клуб');
  assert.deepEqual((await anna.get('/rooms?mine=true')).body, { items: [made.body], next: null });
  assert.deepEqual((await boris.get('/rooms?mine=true')).body, { items: [], next: null });
  const found = await boris.get(`/rooms?q=${encodeURIComponent('САДОВЫЙ')}`);
  assert.deepEqual(found.body, { items: [made.body], next: null, found: { count: 1, more: false } });
  const again = await boris.post('/rooms', { name: 'садовый КЛУБ' });
  assert.deepEqual([again.status, again.body.code], [409, 'room_name_taken']);

  assert.equal((await anna.call('DELETE', `/rooms/${made.body.id}`)).status, 204);
  assert.deepEqual(site.notices.at(-1), { type: 'room-deleted', room_id: made.body.id });
  assert.equal((await anna.call('DELETE', `/rooms/${made.body.id}`)).status, 404);
});

test('long lists come in pages', async () => {
  for (let at = 0; at < 21; at++) await boris.post('/rooms', { name: `Harbour office ${at}` });
  for (const list of ['mine=true', 'q=harbour']) {
    const first = (await boris.get(`/rooms?${list}`)).body;
    const second = (await boris.get(`/rooms?${list}&after=${first.next}`)).body;
    assert.deepEqual([first.items.length, second.items.length, second.next], [20, 1, null]);
    assert.equal(first.items[0].name, 'Harbour office 20');
  }
});

test('a list asks for one thing, with each key once and no other', async () => {
  for (const [query, field] of [
    ['', 'q'],
    ['?q=short', 'q'],
    ['?q=harbour&q=office', 'q'],
    ['?mine=yes', 'mine'],
    ['?mine=true&q=harbour', 'mine'],
    ['?mine=true&after=1', 'after'],
    ['?mine=true&owner=boris', 'owner'],
    ['?mine=true&__proto__=1', '__proto__'],
    ['?mine=true&q[a]=1', 'q[a]'],
  ]) {
    const { status, body } = await anna.get(`/rooms${query}`);
    assert.equal(status, 400, query);
    assert.deepEqual(Object.keys(body.fields), [field], query);
  }
});

test('another account’s room cannot be deleted (row 27)', async () => {
  const { body: room } = await anna.post('/rooms', { name: 'Anna’s own' });
  const { status, body } = await boris.call('DELETE', `/rooms/${room.id}`);
  assert.deepEqual([status, body.code], [404, 'room_not_found']);
  assert.equal((await boris.post('/rooms', { name: 'Another', owner_id: room.id })).status, 400);
});

test('a room token is made for a room that is there', async () => {
  const { body: room } = await anna.post('/rooms', { name: 'With a pass' });
  const { status, body } = await boris.post(`/rooms/${room.id}/token`);
  assert.equal(status, 200);
  assert.equal(body.url, `${site.url.replace('http', 'ws')}/ws?room=${room.id}`);
  const { payload } = await jwtVerify(body.token, createLocalJWKSet(site.signingKeys.jwks), {
    audience: 'lantern-chat',
  });
  assert.deepEqual([payload.room_id, payload.email], [room.id, 'boris@example.org']);
  for (const id of [NOBODY, 'x', '%2fusers'])
    assert.equal((await boris.post(`/rooms/${id}/token`)).body.code, 'room_not_found');
});
