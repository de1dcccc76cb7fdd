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
const [anna, boris, clara] = [
  await signedIn(site, 'anna'),
  await signedIn(site, 'boris'),
  await signedIn(site, 'clara'),
];

test('who hands a room over offers it to nobody else at the same moment (row 71)', async () => {
  const id = await newRoom(anna);
  const offerTo = ({ id: userId }: typeof anna) =>
    anna.call('PUT', `/rooms/${id}/transfer`, { user_id: userId });
  assert.equal((await offerTo(boris)).status, 204);
  const accept = (who: typeof anna) => who.post(`/rooms/${id}/transfer/accept`);
  const lock = `select 1 from room_transfers where room_id = '${id}' for update`;
  const statuses = await race(
    lock,
    () => accept(boris),
    () => offerTo(clara),
  );
  assert.deepEqual(statuses, [204, 409]);
  assert.equal((await accept(clara)).status, 404);
  assert.equal((await boris.get(`/rooms/${id}`)).body.role, 'owner');
});
