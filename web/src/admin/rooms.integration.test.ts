import assert from 'node:assert/strict';
import { test } from 'node:test';
import { people } from '../../testing/people/people.ts';
import { grant } from '../../testing/people/rights.ts';
import { member } from '../../testing/people/visitor.ts';
import { testSite } from '../../testing/website.ts';

const site = await testSite();
const [anna, boris] = [await member(site.visitor(), 'anna'), await member(site.visitor(), 'boris')];
await site.superuser('anna');
await site.enrol('boris');
await Promise.all([anna.signIn('anna'), boris.signIn('boris')]);
const [annas, boriss] = [site.program(), site.program()];
await annas.signIn('anna');
await boriss.signIn('boris');
const { id: borisId } = (await boriss.get('/users/me')).body;

const names = (html: string) =>
  [...html.matchAll(/class="room-name"[^>]*>([^<]*)</g)].map((match) => match[1]);

test('administrators see all rooms with their owners, newest first, and can search them', async () => {
  await boris.createRoom('Kettles and cups');
  await anna.createRoom('<b>Lanterns</b>');
  const all = (await anna.get('/admin/rooms')).text;
  assert.deepEqual(names(all), ['&lt;b&gt;Lanterns&lt;/b&gt;', 'Kettles and cups']);
  assert.match(all, new RegExp(`href="/admin/people/${borisId}">boris<`));
  assert.deepEqual(names((await anna.get('/admin/rooms?q=KETTLES')).text), ['Kettles and cups']);
  assert.match((await anna.get('/admin/rooms?q=nothing')).text, /Nothing found/);
  const short = await anna.get('/admin/rooms?q=ket');
  assert.equal(short.status, 400);
  assert.match(short.text, /Type at least 6 characters/);
});

test('a long list has pages', async () => {
  for (let at = 0; at < 21; at++) await boris.createRoom(`Harbour office ${at}`);
  for (const list of ['/admin/rooms', '/admin/rooms?q=harbour']) {
    const first = (await anna.get(list)).text;
    const next = /rel="next" href="([^"]+)"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? '';
    assert.equal(names(first).length, 20);
    assert.equal(names((await anna.get(next)).text).includes('Harbour office 0'), true, list);
  }
});

test('an administrator deletes another account’s room after a question; its sockets close, and the log says so (row 41)', async () => {
  const room = await boris.createRoom('Short-lived');
  const path = `/admin/rooms/${room}/delete`;
  assert.match((await anna.get(path)).text, /“Short-lived” will disappear from lists.*Owner: boris/s);
  assert.equal((await boris.get(`/chat/${room}`)).status, 200);
  const done = await anna.submit(path, path);
  assert.match((await anna.get(done.location ?? '')).text, /role="status">The room was deleted/);
  assert.equal((await boris.get(`/chat/${room}`)).status, 404);
  assert.ok(site.notices.some((notice) => notice.type === 'room-deleted' && notice.room_id === room));
  const { id: annaId } = (await annas.get('/users/me')).body;
  const [entry] = site.log.map((line) => JSON.parse(line)).filter(({ room_id }) => room_id === room);
  assert.deepEqual([entry.act, entry.by, entry.user_id], ['room.deleted', annaId, borisId]);
  assert.equal((await anna.get(path)).status, 404);
});

test('the API deletes any room with the permission, and only own rooms without it (row 27)', async () => {
  const { body: room } = await annas.post('/rooms', { name: 'Anna’s own' });
  const gone = async () => (await boriss.call('DELETE', `/rooms/${room.id}`)).status;
  assert.equal(await gone(), 404);
  const role = await grant(annas, borisId, ['rooms.delete_any']);
  assert.equal(await gone(), 204);
  assert.equal(await gone(), 404);
  await annas.call('DELETE', `/users/${borisId}/roles/${role}`);
  const { body: next } = await annas.post('/rooms', { name: 'Anna’s next' });
  assert.equal((await boriss.call('DELETE', `/rooms/${next.id}`)).status, 404);
});

test('the administration shows the pages of an account’s permissions, and never the e-mails of owners', async () => {
  for (const path of ['/admin/rooms', `/admin/rooms/${borisId}/delete`])
    assert.equal((await boris.get(path)).status, 403, path);
  const role = await grant(annas, borisId, ['rooms.delete_any']);
  assert.equal((await boris.get('/admin')).location, '/admin/rooms');
  const { text } = await boris.get('/admin/rooms');
  assert.doesNotMatch(text, /href="\/admin\/people/);
  assert.ok(!text.includes(people.anna.email));
  await annas.call('DELETE', `/users/${borisId}/roles/${role}`);
});
