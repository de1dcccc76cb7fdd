import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 as uuid } from 'uuid';
import { NOBODY } from '../../testing/people/holders.ts';
import { testSite } from '../../testing/website.ts';

const site = await testSite();
const [anna, boris] = [site.program(), site.program()];
await anna.register('anna');
const { id: borisId } = (await boris.register('boris')).body;
await anna.signIn('anna');
await boris.signIn('boris');
const boriss = site.visitor();
await boriss.signIn('boris');

const room = async (name: string, input: object = {}): Promise<string> =>
  (await anna.post('/rooms', { name, ...input })).body.id;
const star = (id: string) => boris.call('PUT', `/rooms/${id}/star`);
const starred = async (query = '') =>
  (await boris.get(`/rooms?starred=true${query}`)).body.items.map((each: { id: string }) => each.id);
const sql = (text: string, ...values: unknown[]) => site.connection.query(text, values);

test('a star is put on a room and taken off, as often as anybody likes', async () => {
  const [one, other] = [await room('Star one'), await room('Star two')];
  for (const id of [other, one, one]) assert.equal((await star(id)).status, 204);
  assert.deepEqual(await starred(), [other, one]);
  assert.deepEqual((await anna.get('/rooms?starred=true')).body.items, []);
  for (const _ of [1, 2]) assert.equal((await boris.call('DELETE', `/rooms/${other}/star`)).status, 204);
  assert.deepEqual(await starred(), [one]);
  assert.equal((await anna.call('DELETE', `/rooms/${one}`)).status, 204);
  assert.deepEqual(await starred(), []);
});

test('the page of starred rooms takes stars off without a script', async () => {
  const id = await room('Starred porch');
  await star(id);
  assert.match((await boriss.get('/')).text, />Starred<\/h2>.*Starred porch.*>My rooms<\/h2>/s);
  const page = await boriss.get('/starred');
  assert.match(page.text, /Remove the star of “Starred porch”/);
  assert.match((await boriss.get(`/chat/${id}`)).text, /data-part="star" aria-pressed="true"/);
  const { status, location } = await boriss.submit('/starred', `/chat/${id}/star`, { starred: 'no' });
  assert.deepEqual([status, location], [303, '/starred']);
  assert.doesNotMatch((await boriss.get('/starred')).text, /Starred porch/);
  assert.match((await boriss.get(`/chat/${id}`)).text, /data-part="star" aria-pressed="false"/);
  assert.equal((await boriss.submit('/starred', `/chat/${id}/star`, { starred: 'maybe' })).status, 400);
});

test('a room that is not there and one that only its members know cannot be told apart by a star (row 68)', async () => {
  const members = await room('Nobody’s star', { entry: 'members' });
  for (const id of [members, NOBODY]) {
    const { status, body } = await star(id);
    assert.deepEqual([status, body.code], [404, 'room_not_found']);
    assert.equal((await boris.call('DELETE', `/rooms/${id}/star`)).status, 204);
  }
  await sql(
    'insert into room_members (room_id, user_id, role) values ($1, $2, $3)',
    members,
    borisId,
    'member',
  );
  assert.equal((await star(members)).status, 204);
});

test('nobody has 10,000 stars, and others are not counted (row 69)', async () => {
  await sql('delete from room_stars');
  const { rows } = await sql('select owner_id from rooms limit 1');
  const ids = Array.from({ length: 10_000 }, () => uuid());
  await sql(
    `insert into rooms (id, name, search_key, namesake, owner_id)
     select id::uuid, id, upper(id), 0, $2::uuid from jsonb_array_elements_text($1::jsonb) as given (id)`,
    JSON.stringify(ids),
    rows[0]?.owner_id,
  );
  await sql(
    'insert into room_stars (room_id, user_id) select id, $1::uuid from rooms order by id limit 990',
    borisId,
  );
  const codes: unknown[] = [];
  for (const id of ids.slice(-20)) codes.push((await star(id)).body?.code);
  assert.deepEqual(codes, [...Array(10).fill(undefined), ...Array(10).fill('stars_full')]);
  // One that is there already stays, and one that is taken off makes room.
  assert.equal((await star(ids.at(-20) ?? '')).status, 204);
  await boris.call('DELETE', `/rooms/${ids.at(-20)}/star`);
  assert.equal((await star(ids.at(-1) ?? '')).status, 204);
  for (let at = 2000; at < 2500; at += 50) {
    const answers = await Promise.all(ids.slice(at, at + 50).map(star));
    assert.ok(answers.every(({ status }) => status === 409));
  }
  assert.equal((await anna.call('PUT', `/rooms/${ids[0]}/star`)).status, 204);
  let [pages, after] = [0, ''];
  do {
    const { body } = await boris.get(`/rooms?starred=true${after && `&after=${after}`}`);
    after = body.next;
    pages += 1;
  } while (after);
  assert.equal(pages, 50);
});
