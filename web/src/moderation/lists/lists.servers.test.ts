import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newRoom, signedIn } from '../../../testing/people/room.ts';
import { testSite } from '../../../testing/website.ts';

const BANS = 5000;
const site = await testSite();
const anna = await signedIn(site, 'anna');

test('a list of 5,000 bans is read page by page, also while bans are lifted (row 83)', async () => {
  const room = await newRoom(anna);
  // A thousand of each moment, so that pages end among them.
  await site.connection.query(
    `with made as (
       insert into users (id, email, password_hash)
       select gen_random_uuid(), 'guest' || n || '@example.org', 'x' from generate_series(1, ${BANS}) n returning id
     ), service as (insert into user_service (user_id) select id from made returning user_id)
     insert into room_bans (room_id, user_id, banned_by, banned_at)
     select $1, user_id, $2, now() - (row_number() over () % 5) * interval '1 minute' from service`,
    [room, anna.id],
  );
  const seen = new Set<string>();
  let after: string | null = '';
  let pages = 0;
  let slowest = 0;
  while (after !== null) {
    const began = performance.now();
    const { status, body } = await anna.get(`/rooms/${room}/bans${after && `?after=${after}`}`);
    slowest = Math.max(slowest, performance.now() - began);
    assert.equal(status, 200);
    for (const { user } of body.items) {
      assert.ok(!seen.has(user.id));
      seen.add(user.id);
    }
    // The last one of the page, behind which the next begins, is lifted.
    const last: { user: { id: string } } = body.items.at(-1);
    assert.equal((await anna.call('DELETE', `/rooms/${room}/bans/${last.user.id}`)).status, 204);
    after = body.next;
    pages += 1;
  }
  assert.deepEqual([seen.size, pages], [BANS, 100]);
  assert.ok(slowest < 1000, `a page took ${slowest} ms`);
});

test('bans and mutes that have ended are not listed', async () => {
  const room = await newRoom(anna);
  const { body } = await site.program().register('boris');
  for (const path of ['bans', 'mutes'])
    await anna.post(`/rooms/${room}/${path}`, { user_id: body.id, seconds: 600 });
  const counts = async () =>
    Promise.all(
      ['bans', 'mutes'].map(async (path) => (await anna.get(`/rooms/${room}/${path}`)).body.items.length),
    );
  assert.deepEqual(await counts(), [1, 1]);
  for (const table of ['room_bans', 'room_mutes'])
    await site.connection.query(`update ${table} set until = now() where room_id = $1`, [room]);
  assert.deepEqual(await counts(), [0, 0]);
});
