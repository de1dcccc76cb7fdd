import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freshDatabase } from '../../testing/database.ts';
import { grant } from '../../testing/people/rights.ts';
import { races } from '../../testing/races.ts';
import { testSite } from '../../testing/website.ts';

const { TEST_DATABASE_URL = '' } = process.env;
const databaseUrl = await freshDatabase(TEST_DATABASE_URL);
const site = await testSite({ databaseUrl });
const { race } = races(databaseUrl);

const [anna, boris] = [site.program(), site.program()];
await anna.register('anna');
const { id: borisId } = (await boris.register('boris')).body;
const { id: claraId } = (await site.program().register('clara')).body;
await site.superuser('anna');
await site.enrol('boris');
await Promise.all([anna.signIn('anna'), boris.signIn('boris')]);

test('a role that gets a permission cannot meanwhile be assigned by an account that lacks it (row 28)', async () => {
  await grant(anna, borisId, ['roles.assign', 'people.view']);
  const { body: role } = await anna.post('/roles', { name: 'Growing', permissions: ['people.view'] });
  const statuses = await race(
    `select 1 from roles where id = '${role.id}' for no key update`,
    () => anna.call('PATCH', `/roles/${role.id}`, { permissions: ['people.view', 'people.disable'] }),
    () => boris.call('PUT', `/users/${claraId}/roles/${role.id}`),
  );
  assert.deepEqual(statuses, [204, 403]);
  assert.deepEqual((await anna.get(`/users/${claraId}/permissions`)).body.permissions, []);
});

test('a permission that is being removed cannot meanwhile be granted (row 28)', async () => {
  const lent = await grant(anna, borisId, ['roles.manage', 'rooms.delete_any']);
  const statuses = await race(
    `select 1 from user_roles where role_id = '${lent}' for update`,
    () => anna.call('DELETE', `/users/${borisId}/roles/${lent}`),
    () => boris.post('/roles', { name: 'Cleaners', permissions: ['rooms.delete_any'] }),
  );
  assert.deepEqual(statuses, [204, 403]);
});
