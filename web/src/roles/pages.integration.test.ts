import assert from 'node:assert/strict';
import { test } from 'node:test';
import { grant } from '../../testing/people/rights.ts';
import { member } from '../../testing/people/visitor.ts';
import { testSite } from '../../testing/website.ts';

const site = await testSite();
const [anna, boris, clara] = [
  await member(site.visitor(), 'anna'),
  await member(site.visitor(), 'boris'),
  await member(site.visitor(), 'clara'),
];
await site.superuser('anna');
await site.enrol('boris', 'clara');
await Promise.all([anna.signIn('anna'), boris.signIn('boris'), clara.signIn('clara')]);
const program = site.program();
await program.signIn('anna');
const idOf = async (name: 'boris' | 'clara'): Promise<string> => {
  const own = site.program();
  await own.signIn(name);
  return (await own.get('/users/me')).body.id;
};
const [borisId, claraId] = [await idOf('boris'), await idOf('clara')];

/** Sends a form with several boxes checked. */
const save = async (visitor: typeof anna, page: string, name: string, permissions: string[]) =>
  visitor.post(page, [
    ['_csrf', await visitor.token(page)],
    ['name', name],
    ...permissions.map((right): [string, string] => ['permissions', right]),
  ]);

const box = (text: string, right: string) => new RegExp(`<input[^>]* id="${right}"[^>]*>`).exec(text)?.[0];

test('roles are made, changed and deleted with forms', async () => {
  const made = await save(anna, '/admin/roles', 'Night <b>watch</b>', ['people.view', 'people.disable']);
  assert.match(made.location ?? '', /^\/admin\/roles\/[\w-]{36}\?saved=created$/);
  const path = made.location?.split('?')[0] ?? '';
  const page = await anna.get(made.location ?? '');
  assert.match(page.text, /role="status">The role was created/);
  assert.match(page.text, /Night &lt;b&gt;watch/);
  assert.match(box(page.text, 'people.view') ?? '', / checked/);
  assert.doesNotMatch(box(page.text, 'roles.manage') ?? '', / checked/);

  const one = await save(anna, path, 'Night watch', ['people.view']);
  assert.equal(one.location, `${path}?saved=changed`);
  const none = await save(anna, path, 'Night watch', []);
  assert.equal(none.status, 303);
  assert.doesNotMatch((await anna.get(path)).text, / checked/);

  assert.match((await anna.get(`${path}/delete`)).text, /Delete the role “Night watch”\?/);
  const deleted = await anna.submit(`${path}/delete`, `${path}/delete`);
  assert.equal(deleted.location, '/admin/roles?saved=deleted');
  assert.equal((await anna.get(path)).status, 404);
  assert.equal((await anna.get('/admin/roles/x')).status, 404);
});

test('an error is shown at its field, and the form keeps its input', async () => {
  await save(anna, '/admin/roles', 'Taken', []);
  const taken = await save(anna, '/admin/roles', 'taken', ['rooms.delete_any']);
  assert.equal(taken.status, 409);
  assert.match(taken.text, /id="name-error">A role with this name/);
  assert.match(taken.text, /value="taken"/);
  assert.match(box(taken.text, 'rooms.delete_any') ?? '', / checked/);
  const unknown = await save(anna, '/admin/roles', 'Own', ['everything']);
  assert.equal(unknown.status, 400);
  assert.match(unknown.text, /role="alert">Unknown field or value/);
});

test('the list shows how many accounts have a role, and its page lists them', async () => {
  const role = await grant(program, borisId, ['people.view']);
  await program.call('PUT', `/users/${claraId}/roles/${role}`);
  assert.match(
    (await anna.get('/admin/roles')).text,
    new RegExp(`${role}"[^]*?2 people ·\\s*See all accounts`),
  );
  const { text } = await anna.get(`/admin/roles/${role}`);
  assert.match(text, new RegExp(`href="/admin/people/${claraId}">clara`));
  assert.match(text, /boris@example.org/);
  await program.call('DELETE', `/roles/${role}`);
});

test('an administrator cannot select permissions that they lack, or change roles with them (row 28)', async () => {
  const own = await grant(program, borisId, ['roles.manage', 'rooms.delete_any']);
  const greater = await grant(program, claraId, ['people.disable']);
  const { text } = await boris.get('/admin/roles');
  assert.match(box(text, 'people.disable') ?? '', / disabled aria-describedby="people.disable-why"/);
  assert.match(text, /id="people.disable-why">You do not have this permission/);
  assert.doesNotMatch(box(text, 'rooms.delete_any') ?? '', / disabled/);
  const refused = await save(boris, '/admin/roles', 'Guards', ['people.disable']);
  assert.equal(refused.status, 403);
  assert.match(refused.text, /role="alert">This needs permissions that you do not have/);

  const page = await boris.get(`/admin/roles/${greater}`);
  assert.match(page.text, /class="notice">This role has permissions that you do not have/);
  assert.match(page.text, /<fieldset class="checks" disabled>/);
  assert.doesNotMatch(page.text, /Save<|\/delete"|clara@example.org/);
  const forced = { _csrf: await boris.token('/admin/roles'), name: 'Mine' };
  assert.equal((await boris.post(`/admin/roles/${greater}`, forced)).status, 403);
  assert.equal((await boris.post(`/admin/roles/${greater}/delete`, forced)).status, 403);
  for (const role of [own, greater]) await program.call('DELETE', `/roles/${role}`);
});

test('with roles.assign alone, roles can be seen but not changed', async () => {
  const role = await grant(program, borisId, ['roles.assign']);
  assert.doesNotMatch((await boris.get('/admin/roles')).text, /Create the role/);
  const page = await boris.get(`/admin/roles/${role}`);
  assert.match(page.text, /You can assign roles, but not change them/);
  assert.doesNotMatch(page.text, /Save</);
  for (const path of ['/admin/roles', `/admin/roles/${role}`, `/admin/roles/${role}/delete`]) {
    const refused = await boris.post(path, { _csrf: await boris.token('/'), name: 'Own' });
    assert.equal(refused.status, 403, path);
  }
  await program.call('DELETE', `/roles/${role}`);
});

test('roles are assigned and removed with forms', async () => {
  const { body: role } = await program.post('/roles', { name: 'Helpers', permissions: ['people.view'] });
  const _csrf = await anna.token('/');
  const path = `/admin/people/${claraId}/roles`;
  const given = await anna.post(path, { _csrf, role: role.id });
  assert.deepEqual([given.status, given.location], [303, `/admin/people/${claraId}?done=role_given`]);
  assert.deepEqual((await program.get(`/users/${claraId}/permissions`)).body.permissions, ['people.view']);
  const taken = await anna.post(`${path}/${role.id}/delete`, { _csrf });
  assert.deepEqual([taken.status, taken.location], [303, `/admin/people/${claraId}?done=role_taken`]);
  assert.deepEqual((await program.get(`/users/${claraId}/permissions`)).body.permissions, []);
  assert.equal((await anna.post(path, { _csrf, role: '' })).status, 400);
  assert.equal((await anna.post(path, { _csrf, role: claraId })).status, 404);
});

test('members are refused, and visitors must sign in first (row 27)', async () => {
  assert.equal((await clara.get('/admin/roles')).status, 403);
  assert.equal((await clara.submit('/', '/admin/roles', { name: 'Own' })).status, 403);
  assert.equal((await clara.submit('/', `/admin/people/${claraId}/roles`, { role: borisId })).status, 403);
  assert.equal((await site.visitor().get('/admin/roles')).location, '/login?next=%2Fadmin%2Froles');
});
