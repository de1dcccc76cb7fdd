import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOBODY } from '../../testing/people/holders.ts';
import { people } from '../../testing/people/people.ts';
import type { Reply } from '../../testing/people/program.ts';
import { grant } from '../../testing/people/rights.ts';
import { pageRoutes } from '../../testing/routes/routes.ts';
import { testSite } from '../../testing/website.ts';
import { permissions } from '../permissions.ts';

const site = await testSite();
const [anna, boris] = [site.program(), site.program()];
await anna.register('anna');
const { id: borisId } = (await boris.register('boris')).body;
await site.superuser('anna');
await anna.signIn('anna');
await boris.signIn('boris');
const said = ({ status, body }: Reply) => [status, body?.code];

/** Calls and pages that need a right, as the description and the routes tell. */
const { paths } = (await anna.get('/openapi.json')).body;
const calls = Object.entries<Record<string, object>>(paths).flatMap(([path, operations]) =>
  Object.entries(operations)
    .filter(([, operation]) => 'x-permission' in operation)
    .map(([method]) => [method.toUpperCase(), path.replace(/\{\w+\}/g, NOBODY)] as const),
);
const administrative = permissions.filter((right) => right !== 'rooms.enter_restricted');
const adminPages = pageRoutes(NOBODY).filter(({ path }) => path.startsWith('/admin'));

test('with a right and without a second factor every admin call and page is refused, and leads to the settings (row 24)', async () => {
  assert.ok(calls.length > 5 && adminPages.length > 5, 'there are some to look at');
  const page = site.visitor();
  await page.signIn('boris');
  const role = await grant(anna, borisId, administrative);
  for (const [method, path] of calls)
    assert.deepEqual(said(await boris.call(method, path)), [403, 'two_factor_required'], `${method} ${path}`);
  const _csrf = await page.token('/');
  for (const { method, path } of adminPages) {
    const answer = method === 'get' ? await page.get(path) : await page.post(path, { _csrf });
    assert.equal(answer.status, 403, `${method} ${path}`);
    assert.match(answer.text, /href="\/settings\/two-factor"/, path);
  }
  assert.equal((await boris.get('/users/me/two-factor')).body.required, true);
  assert.match((await page.get('/settings/two-factor')).text, /You have administrative permissions/);

  await site.enrol('boris');
  await boris.signIn('boris');
  await page.signIn('boris');
  assert.equal((await boris.get('/users')).status, 200);
  assert.equal((await page.get('/admin/roles')).status, 200);
  await anna.call('DELETE', `/users/${borisId}/roles/${role}`);
});

test('with two-factor sign-in a new permission works at once, and members do not need it', async () => {
  const [entering, viewing] = [
    await grant(anna, borisId, ['rooms.enter_restricted']),
    await grant(anna, borisId, ['people.view']),
  ];
  assert.equal((await boris.get('/users')).status, 200);
  await anna.call('DELETE', `/users/${borisId}/roles/${viewing}`);
  assert.deepEqual(said(await boris.get('/users')), [403, 'permission_missing']);
  assert.equal((await boris.get('/users/me/two-factor')).body.required, false, 'entering rooms runs nothing');
  await anna.call('DELETE', `/users/${borisId}/roles/${entering}`);
});

test('an administrator cannot turn it off, on no way, and can set up another app (row 24)', async () => {
  const phone = site.phones.get('anna');
  const proof = () => ({ current_password: people.anna.password, code: phone?.next() ?? '' });
  const call = await anna.call('DELETE', '/users/me/two-factor', proof());
  assert.deepEqual(said(call), [403, 'two_factor_mandatory']);
  const page = site.visitor();
  await page.signIn('anna');
  assert.doesNotMatch((await page.get('/settings/two-factor')).text, /\/settings\/two-factor\/off/);
  const form = await page.submit('/settings/two-factor/off', '/settings/two-factor/off', proof());
  assert.equal(form.status, 403);
  assert.match(form.text, /needs two-factor sign-in/);
  assert.equal((await anna.post('/users/me/two-factor', proof())).status, 200);
});

test('a session that passed no second factor uses no administrative right, whatever the account has (row 24)', async () => {
  const program = site.program();
  await program.signIn('anna');
  await site.connection.query('update refresh_tokens set second_factor = false');
  assert.equal((await program.get('/users')).status, 200);
  await program.refresh();
  assert.deepEqual(said(await program.get('/users')), [403, 'two_factor_required']);
  assert.equal((await program.get('/users/me')).status, 200);
});
