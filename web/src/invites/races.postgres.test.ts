import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freshDatabase } from '../../testing/database.ts';
import { newRoom, signedIn } from '../../testing/people/room.ts';
import { races } from '../../testing/races.ts';
import { testSite } from '../../testing/website.ts';

const { TEST_DATABASE_URL = '' } = process.env;
const databaseUrl = await freshDatabase(TEST_DATABASE_URL);
const site = await testSite({ databaseUrl });
const { race } = races(databaseUrl);
const [anna, boris] = [await signedIn(site, 'anna'), await signedIn(site, 'boris')];

const rowOf = (table: string, id: string) => `select 1 from ${table} where id = '${id}' for update`;
const deletionOf = (room: string) => () => anna.call('DELETE', `/rooms/${room}`);

test('an invite is used while its room is deleted, and neither fails (row 73)', async () => {
  const room = await newRoom(anna);
  const { id, url } = (await anna.post(`/rooms/${room}/invites`, {})).body;
  const token = new URL(url).pathname.split('/').at(-1);
  const accept = () => boris.post('/invites/accept', { token });
  assert.deepEqual(await race(rowOf('room_invites', id), accept, deletionOf(room)), [200, 204]);
});

test('a room that is deleted at the same moment is not found by who invites or puts a star on it (row 73)', async () => {
  for (const act of [
    (room: string) => boris.post(`/rooms/${room}/invites`, {}),
    (room: string) => boris.call('PUT', `/rooms/${room}/star`),
  ]) {
    const room = await newRoom(anna);
    assert.deepEqual(await race(rowOf('rooms', room), deletionOf(room), () => act(room)), [204, 404]);
  }
});
