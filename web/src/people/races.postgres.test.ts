import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freshDatabase } from '../../testing/database.ts';
import { grant } from '../../testing/people/rights.ts';
import { races } from '../../testing/races.ts';
import { testSite } from '../../testing/website.ts';

const databaseUrl = await freshDatabase(process.env.TEST_DATABASE_URL ?? '');
const site = await testSite({ databaseUrl });
const { race } = races(databaseUrl);

const [anna, boris] = [site.program(), site.program()];
const { id: annaId } = (await anna.register('anna')).body;
const { id: borisId } = (await boris.register('boris')).body;
const { id: claraId } = (await site.program().register('clara')).body;
await site.superuser('anna');
await site.enrol('boris');
await Promise.all([anna.signIn('anna'), boris.signIn('boris')]);

const rowOf = (id: string) => `select 1 from user_service where user_id = '${id}' for update`;

test('an account that gets a permission cannot meanwhile be disabled by one that lacks it (row 28)', async () => {
  const lent = await grant(anna, borisId, ['people.disable']);
  const { body: role } = await anna.post('/roles', { name: 'More', permissions: ['rooms.delete_any'] });
  const statuses = await race(
    `select 1 from users where id = '${claraId}' for update`,
    () => anna.call('PUT', `/users/${claraId}/roles/${role.id}`),
    () => boris.call('PUT', `/users/${claraId}/disabled`),
  );
  assert.deepEqual(statuses, [204, 403]);
  assert.equal((await anna.get(`/users/${claraId}`)).body.disabled_at, null);
  await anna.call('DELETE', `/users/${borisId}/roles/${lent}`);
});

test('of two superusers who disable each other at once one stays (row 28)', async () => {
  await site.superuser('boris');
  const statuses = await race(
    rowOf(borisId),
    () => anna.call('PUT', `/users/${borisId}/disabled`),
    () => boris.call('PUT', `/users/${annaId}/disabled`),
  );
  assert.deepEqual(statuses, [204, 403]);
  assert.equal((await anna.get(`/users/${annaId}`)).body.disabled_at, null);
});
