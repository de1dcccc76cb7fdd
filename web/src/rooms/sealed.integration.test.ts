import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { testSite } from '../../testing/website.ts';

const site = await testSite();
const [anna, boris] = [site.program(), site.program()];
await anna.register('anna');
await boris.register('boris');
await anna.signIn('anna');
await boris.signIn('boris');
const annas = site.visitor();
await annas.signIn('anna');

const CHECK = 'hP2VvZMVfi3aTDgJZPZ0Y5Dq5yNnQwqHh0mOvKx8O3s';
const sealed = { check: CHECK };

test('a room is created sealed, and every description of it says so with the check value', async () => {
  const made = await anna.post('/rooms', { name: 'Sealed pantry', sealed });
  assert.deepEqual([made.status, made.body.sealed], [201, sealed]);
  assert.deepEqual((await anna.get('/rooms?mine=true')).body.items[0].sealed, sealed);
  assert.deepEqual((await boris.get('/rooms?q=sealed+pantry')).body.items[0].sealed, sealed);
  assert.deepEqual((await boris.get(`/rooms/${made.body.id}`)).body.sealed, sealed);
  assert.match((await annas.get('/')).text, /Sealed pantry[\s\S]*?room-sealed/);
  assert.match((await annas.get('/search?q=sealed+pantry')).text, /Sealed pantry[\s\S]*?room-sealed/);
  const page = (await annas.get(`/chat/${made.body.id}`)).text;
  assert.match(page, new RegExp(`data-sealed="${CHECK}"`));
  assert.doesNotMatch(page, /command-who/);

  const plain = (await anna.post('/rooms', { name: 'Open pantry' })).body;
  assert.equal(plain.sealed, null);
  assert.doesNotMatch((await annas.get(`/chat/${plain.id}`)).text, /data-sealed="[^"]|room-sealed/);
});

test('chat is told by the room token, which alone it believes', async () => {
  const keys = createLocalJWKSet((await anna.get('/.well-known/jwks.json')).body);
  const claimOf = async (room: object) => {
    const { id } = (await anna.post('/rooms', room)).body;
    const { token } = (await anna.post(`/rooms/${id}/token`)).body;
    return (await jwtVerify(token, keys)).payload.sealed;
  };
  assert.equal(await claimOf({ name: 'Sealed cellar', sealed }), true);
  assert.equal(await claimOf({ name: 'Open cellar' }), undefined);
});

test('a check value is 32 bytes as base64url, and nothing goes with it (row 91)', async () => {
  for (const wrong of [
    true,
    CHECK,
    {},
    { check: '' },
    { check: CHECK.slice(1) },
    { check: `${CHECK}A` },
    { check: `${CHECK.slice(0, -1)}t` },
    { check: `${CHECK.slice(0, -1)}=` },
  ]) {
    const refused = await anna.post('/rooms', { name: 'Wrong room', sealed: wrong });
    assert.deepEqual([refused.status, Object.keys(refused.body.fields)], [400, ['sealed']], String(wrong));
  }
  const more = await anna.post('/rooms', { name: 'Wrong room', sealed: { ...sealed, key: CHECK } });
  assert.deepEqual([more.status, more.body.fields], [400, { key: 'unknown' }]);
});

test('a room can be neither sealed nor opened later (row 92)', async () => {
  const [shut, open] = [
    (await anna.post('/rooms', { name: 'Sealed attic', sealed })).body,
    (await anna.post('/rooms', { name: 'Open attic' })).body,
  ];
  for (const [room, change] of [
    [shut, null],
    [open, sealed],
  ]) {
    const refused = await anna.call('PATCH', `/rooms/${room.id}`, { sealed: change, entry: 'members' });
    assert.deepEqual([refused.status, refused.body.fields], [400, { sealed: 'unknown' }]);
    assert.deepEqual((await anna.get(`/rooms/${room.id}`)).body.sealed, room.sealed);
  }
});

test('the form creates a sealed room with the check value that its script writes, and says that it takes a script', async () => {
  const home = (await annas.get('/')).text;
  assert.match(home, /id="sealed"[^>]*disabled/);
  assert.match(home, /<p [^>]*>A sealed room needs JavaScript/);
  const made = await annas.submit('/', '/chat', { name: 'Sealed larder', sealed: CHECK });
  assert.equal(made.status, 303);
  const id = String(made.headers.get('location')).split('/').at(-1);
  assert.deepEqual((await anna.get(`/rooms/${id}`)).body.sealed, sealed);
  const wrong = await annas.submit('/', '/chat', { name: 'Wrong larder', sealed: 'on' });
  assert.equal(wrong.status, 400);
});
