import assert from 'node:assert/strict';
import { test } from 'node:test';
import { grant } from '../../testing/people/rights.ts';
import { testSite } from '../../testing/website.ts';

const site = await testSite();
const [anna, boris, clara] = [site.program(), site.program(), site.program()];
const { id: annaId } = (await anna.register('anna')).body;
const { id: borisId } = (await boris.register('boris')).body;
const { id: claraId } = (await clara.register('clara')).body;
await site.superuser('anna');
await anna.signIn('anna');

const path = (userId: string, role: string) => `/users/${userId}/roles/${role}`;

/** Whose room tokens were revoked meanwhile. */
async function revokedBy(...changes: (() => Promise<{ status: number }>)[]): Promise<string[]> {
  const from = site.notices.length;
  for (const change of changes) assert.equal((await change()).status, 204);
  return site.notices
    .slice(from)
    .flatMap((notice) => (notice.type === 'user-revocation' ? notice.user_ids : []));
}

test('members who lose the permission are removed from restricted rooms at once (rows 28, 35)', async () => {
  const role = await grant(anna, borisId, ['rooms.enter_restricted', 'people.view']);
  const change = (input: object) => () => anna.call('PATCH', `/roles/${role}`, input);
  await anna.call('PUT', path(claraId, role));
  await anna.call('PUT', path(annaId, role));
  // Anna is a superuser: she needs no role to enter.
  const both = [borisId, claraId].toSorted();
  const narrowed = await revokedBy(change({ permissions: ['people.view'] }));
  assert.deepEqual(narrowed.toSorted(), both);
  assert.deepEqual(await revokedBy(change({ permissions: ['rooms.enter_restricted'] })), []);
  assert.deepEqual(await revokedBy(change({ name: 'Guests of honour' })), []);
  assert.deepEqual(await revokedBy(() => anna.call('DELETE', path(borisId, role))), [borisId]);
  assert.deepEqual(await revokedBy(() => anna.call('DELETE', path(borisId, role))), []);
  assert.deepEqual(await revokedBy(() => anna.call('DELETE', `/roles/${role}`)), [claraId]);
});

test('members with the permission by another role stay', async () => {
  const [one, other] = [
    await grant(anna, borisId, ['rooms.enter_restricted']),
    await grant(anna, borisId, ['rooms.enter_restricted']),
  ];
  assert.deepEqual(await revokedBy(() => anna.call('DELETE', path(borisId, one))), []);
  assert.deepEqual(await revokedBy(() => anna.call('DELETE', `/roles/${other}`)), [borisId]);
});

test('a notice names up to a thousand accounts', async () => {
  const role = await grant(anna, borisId, ['rooms.enter_restricted']);
  await site.connection.query(
    `with made as (
       insert into users (id, email, password_hash)
       select gen_random_uuid(), 'guest' || n || '@example.org', '' from generate_series(1, 1200) n returning id
     ), kept as (insert into user_service (user_id) select id from made)
     insert into user_roles (user_id, role_id) select id, $1::uuid from made`,
    [role],
  );
  const from = site.notices.length;
  await anna.call('DELETE', `/roles/${role}`);
  const sizes = site.notices
    .slice(from)
    .map((notice) => (notice.type === 'user-revocation' ? notice.user_ids.length : 0));
  assert.deepEqual(sizes, [1000, 201]);
});
