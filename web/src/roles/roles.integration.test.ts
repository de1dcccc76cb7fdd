import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOBODY } from '../../testing/people/holders.ts';
import { grant } from '../../testing/people/rights.ts';
import { testSite } from '../../testing/website.ts';
import { permissions } from '../permissions.ts';

const site = await testSite();
const [anna, boris, clara] = [site.program(), site.program(), site.program()];
await anna.register('anna');
const { id: borisId } = (await boris.register('boris')).body;
const { id: claraId } = (await clara.register('clara')).body;
await site.superuser('anna');
await site.enrol('boris', 'clara');
await Promise.all([anna.signIn('anna'), boris.signIn('boris'), clara.signIn('clara')]);

const granted = async (userId: string, ...rights: (typeof permissions)[number][]) => {
  const role = await grant(anna, userId, rights);
  return { role, takeBack: () => anna.call('DELETE', `/users/${userId}/roles/${role}`) };
};

test('roles are made, read, changed and deleted', async () => {
  const made = await anna.post('/roles', {
    name: '  Дежурные ',
    permissions: ['rooms.delete_any', 'people.view', 'rooms.delete_any'],
  });
  assert.equal(made.status, 201);
  const { id, created_at, ...rest } = made.body;
  assert.deepEqual(rest, { name: 'Дежурные', permissions: ['people.view', 'rooms.delete_any'] });
  assert.deepEqual((await anna.get(`/roles/${id}`)).body, made.body);
  assert.deepEqual((await anna.get('/roles')).body.items[0], made.body);

  assert.equal((await anna.call('PATCH', `/roles/${id}`, { permissions: ['people.view'] })).status, 204);
  assert.equal((await anna.call('PATCH', `/roles/${id}`, { name: 'Дозор' })).status, 204);
  assert.equal((await anna.call('PATCH', `/roles/${id}`, {})).status, 204);
  const changed = { ...made.body, name: 'Дозор', permissions: ['people.view'] };
  assert.deepEqual((await anna.get(`/roles/${id}`)).body, changed);

  assert.equal((await anna.call('DELETE', `/roles/${id}`)).status, 204);
  for (const reply of [
    await anna.get(`/roles/${id}`),
    await anna.call('DELETE', `/roles/${id}`),
    await anna.call('PATCH', `/roles/${id}`, { name: 'Дозор' }),
    await anna.call('PUT', `/users/${borisId}/roles/${id}`),
    await anna.get('/roles/x'),
  ])
    assert.deepEqual([reply.status, reply.body.code], [404, 'role_not_found']);
});

test('a role needs a unique name and known permissions', async () => {
  const made = await anna.post('/roles', { name: 'Gardeners', permissions: [] });
  const { id: other } = (await anna.post('/roles', { name: 'Cooks', permissions: [] })).body;
  for (const taken of [
    await anna.post('/roles', { name: 'GARDENERS', permissions: [] }),
    await anna.call('PATCH', `/roles/${other}`, { name: 'gardeners' }),
    await anna.call('PATCH', `/roles/${other}`, { name: 'Gаrdеnеrs\u200b' }),
  ])
    assert.deepEqual(
      [taken.status, taken.body.code, taken.body.fields],
      [409, 'role_name_taken', { name: 'role_name_taken' }],
    );
  assert.equal((await anna.call('PATCH', `/roles/${made.body.id}`, { name: 'gardeners' })).status, 204);
  for (const [input, fields] of [
    [{ name: ' ', permissions: [] }, { name: 'required' }],
    [{ name: 'x'.repeat(65), permissions: [] }, { name: 'role_name_too_long' }],
    [{ name: 'private \ue000', permissions: [] }, { name: 'name_unprintable' }],
    [{ name: '\u202E\u2800', permissions: [] }, { name: 'required' }],
    [{ name: 'Cleaners' }, { permissions: 'required' }],
    [{ name: 'Cleaners', permissions: ['people.view', 'everything'] }, { permissions: 'unknown' }],
    [{ name: 'Cleaners', permissions: 'people.view' }, { permissions: 'required' }],
  ]) {
    const { status, body } = await anna.post('/roles', input);
    assert.deepEqual([status, body.fields], [400, fields]);
  }
  assert.equal((await anna.post('/roles', { name: 'ж'.repeat(64), permissions: [] })).status, 201);
});

test('of twenty simultaneous roles with one name one is created', async () => {
  const role = { name: 'Only one', permissions: [] };
  const replies = await Promise.all(Array.from({ length: 20 }, () => anna.post('/roles', role)));
  assert.deepEqual(replies.map(({ status }) => status).toSorted(), [201, ...Array(19).fill(409)]);
});

test('long lists of roles come in pages', async () => {
  for (let at = 0; at < 101; at++) await anna.post('/roles', { name: `Watch ${at}`, permissions: [] });
  const first = (await anna.get('/roles')).body;
  assert.deepEqual([first.items.length, first.items[0].name], [100, 'Watch 100']);
  const second = (await anna.get(`/roles?after=${first.next}`)).body;
  assert.equal(second.next, null);
  assert.ok(second.items.some(({ name }: { name: string }) => name === 'Watch 0'));
});

test('an account has the permissions of all its roles, and a superuser has all', async () => {
  const none = { is_superuser: false, permissions: [], roles: [] };
  assert.deepEqual((await clara.get('/users/me/permissions')).body, none);
  const first = await granted(claraId, 'people.view', 'rooms.delete_any');
  const second = await granted(claraId, 'people.disable', 'people.view');
  const { body } = await clara.get('/users/me/permissions');
  assert.deepEqual(body.permissions, ['people.disable', 'people.view', 'rooms.delete_any']);
  assert.deepEqual(
    body.roles.map(({ id }: { id: string }) => id).toSorted(),
    [first.role, second.role].toSorted(),
  );
  assert.deepEqual((await anna.get(`/users/${claraId}/permissions`)).body, body);
  await Promise.all([first.takeBack(), second.takeBack()]);
  assert.deepEqual((await clara.get('/users/me/permissions')).body, none);

  const everything = { is_superuser: true, permissions: permissions.toSorted(), roles: [] };
  assert.deepEqual((await anna.get('/users/me/permissions')).body, everything);
  for (const id of [NOBODY, 'x']) {
    const { status, body: problem } = await anna.get(`/users/${id}/permissions`);
    assert.deepEqual([status, problem.code], [404, 'user_not_found']);
  }
});

test('assigning a role twice or removing a missing one is no error', async () => {
  const { role, takeBack } = await granted(claraId, 'people.view');
  assert.equal((await anna.call('PUT', `/users/${claraId}/roles/${role}`)).status, 204);
  assert.equal((await clara.get('/users/me/permissions')).body.roles.length, 1);
  assert.equal((await takeBack()).status, 204);
  assert.equal((await takeBack()).status, 204);
  for (const method of ['PUT', 'DELETE']) {
    const { status, body } = await anna.call(method, `/users/${NOBODY}/roles/${role}`);
    assert.deepEqual([status, body.code], [404, 'user_not_found']);
    assert.equal((await anna.call(method, `/users/${claraId}/roles/${NOBODY}`)).body.code, 'role_not_found');
  }
});

test('removed permissions end with the next call of the same token (row 28)', async () => {
  const { role, takeBack } = await granted(borisId, 'people.view', 'roles.manage');
  const look = () => boris.get(`/users/${claraId}/permissions`);
  assert.equal((await look()).status, 200);
  await anna.call('PATCH', `/roles/${role}`, { permissions: ['roles.manage'] });
  assert.deepEqual([(await look()).status, (await look()).body.code], [403, 'permission_missing']);
  assert.equal((await boris.get('/roles')).status, 200);
  await takeBack();
  assert.equal((await boris.get('/roles')).body.code, 'permission_missing');
  const again = await granted(borisId, 'people.view');
  assert.equal((await look()).status, 200);
  await anna.call('DELETE', `/roles/${again.role}`);
  assert.equal((await look()).status, 403);
});

test('an administrator cannot grant a permission that they lack (row 28)', async () => {
  const own = await granted(borisId, 'roles.manage', 'roles.assign', 'people.view');
  const { role: greater } = await granted(claraId, 'people.disable');
  const { body: lesser } = await boris.post('/roles', { name: 'Lookouts', permissions: ['people.view'] });
  const refusals = [
    await boris.post('/roles', { name: 'Guards', permissions: ['people.view', 'people.disable'] }),
    await boris.call('PATCH', `/roles/${lesser.id}`, { permissions: ['people.disable'] }),
    await boris.call('PATCH', `/roles/${own.role}`, { permissions: [...permissions] }),
    await boris.call('PATCH', `/roles/${greater}`, { name: 'Mine' }),
    await boris.call('PATCH', `/roles/${greater}`, { permissions: [] }),
    await boris.call('DELETE', `/roles/${greater}`),
    await boris.call('PUT', `/users/${borisId}/roles/${greater}`),
    await boris.call('DELETE', `/users/${claraId}/roles/${greater}`),
    // Clara has more than Boris: her account is not his to touch, whatever the role.
    await boris.call('PUT', `/users/${claraId}/roles/${lesser.id}`),
    await boris.call('DELETE', `/users/${claraId}/roles/${lesser.id}`),
  ];
  for (const { status, body } of refusals)
    assert.deepEqual([status, body.code], [403, 'rights_exceed_yours']);
  assert.deepEqual((await clara.get('/users/me/permissions')).body.permissions, ['people.disable']);

  await anna.call('DELETE', `/users/${claraId}/roles/${greater}`);
  assert.equal((await boris.call('PUT', `/users/${claraId}/roles/${lesser.id}`)).status, 204);
  assert.equal((await boris.call('DELETE', `/users/${claraId}/roles/${lesser.id}`)).status, 204);
  await own.takeBack();
});

test('only a superuser can act on a superuser (row 28)', async () => {
  const { takeBack } = await granted(borisId, ...permissions);
  const { body: role } = await boris.post('/roles', { name: 'Everything', permissions });
  const { id: annaId } = (await anna.get('/users/me')).body;
  for (const method of ['PUT', 'DELETE']) {
    const { status, body } = await boris.call(method, `/users/${annaId}/roles/${role.id}`);
    assert.deepEqual([status, body.code], [403, 'rights_exceed_yours']);
  }
  await takeBack();
});

test('role, id, is_superuser and __proto__ in a body change nothing and are named (row 27)', async () => {
  const { body: role } = await anna.post('/roles', { name: 'Plain', permissions: ['people.view'] });
  for (const field of ['role', 'id', 'is_superuser', 'created_at', '__proto__', 'constructor']) {
    const extra = `"${field}":{"permissions":["roles.manage"]}}`;
    for (const [method, path, body] of [
      ['POST', '/roles', `{"name":"Plain 2","permissions":[],${extra}`],
      ['PATCH', `/roles/${role.id}`, `{"name":"Plain 2",${extra}`],
      ['PUT', `/users/${claraId}/roles/${role.id}`, `{${extra}`],
    ] as const) {
      const reply = await anna.call(method, path, body);
      assert.deepEqual([reply.status, reply.body.fields], [400, { [field]: 'unknown' }], method);
    }
  }
  assert.deepEqual((await anna.get(`/roles/${role.id}`)).body, role);
  assert.deepEqual((await clara.get('/users/me/permissions')).body.roles, []);
});

test('reading roles needs roles.manage or roles.assign (row 27)', async () => {
  const { role, takeBack } = await granted(borisId, 'roles.assign');
  assert.equal((await boris.get(`/roles/${role}`)).status, 200);
  assert.equal((await boris.get('/roles')).status, 200);
  assert.equal(
    (await boris.post('/roles', { name: 'Own', permissions: [] })).body.code,
    'permission_missing',
  );
  await takeBack();
  assert.equal((await boris.get(`/roles/${role}`)).body.code, 'permission_missing');
});

test('the log has changes of roles with the administrator', async () => {
  const { role, takeBack } = await granted(claraId, 'people.view');
  await takeBack();
  await anna.call('PATCH', `/roles/${role}`, { permissions: [] });
  await anna.call('DELETE', `/roles/${role}`);
  const { id: annaId } = (await anna.get('/users/me')).body;
  const entries = site.log.map((line) => JSON.parse(line)).filter(({ role_id }) => role_id === role);
  assert.deepEqual(
    entries.map(({ act, by, user_id }) => [act, by, user_id]),
    [
      ['role.created', annaId, undefined],
      ['role.assigned', annaId, claraId],
      ['role.taken_away', annaId, claraId],
      ['role.changed', annaId, undefined],
      ['role.deleted', annaId, undefined],
    ],
  );
});

test('an act that changes nothing is not in the log', async () => {
  const { role, takeBack } = await granted(claraId, 'people.view');
  const change = (input: object) => anna.call('PATCH', `/roles/${role}`, input);
  const { name } = (await anna.get(`/roles/${role}`)).body;
  assert.equal((await anna.call('PUT', `/users/${claraId}/roles/${role}`)).status, 204);
  assert.equal((await change({ name, permissions: ['people.view'] })).status, 204);
  assert.equal((await change({})).status, 204);
  assert.equal((await change({ name: `${name}!` })).status, 204);
  await takeBack();
  assert.equal((await anna.call('DELETE', `/users/${claraId}/roles/${role}`)).status, 204);
  const entries = site.log.map((line) => JSON.parse(line)).filter(({ role_id }) => role_id === role);
  assert.deepEqual(
    entries.map(({ act }) => act),
    ['role.created', 'role.assigned', 'role.changed', 'role.taken_away'],
  );
});
