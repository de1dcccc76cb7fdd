import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { type PersonName, people } from '../../testing/people/people.ts';
import { testSite } from '../../testing/website.ts';

/** It sends no mail. */
const site = await testSite();
const { anna, boris, clara } = people;
const ids: Record<string, string> = {};
for (const name of ['anna', 'boris', 'clara'] as const)
  ids[name] = (await site.program().register(name)).body.id;

async function giveRole(name: PersonName, ...permissions: string[]): Promise<void> {
  const role = randomUUID();
  await site.connection.query('insert into roles (id, name, permissions) values ($1, $2, $3)', [
    role,
    role,
    `{${permissions.join()}}`,
  ]);
  await site.connection.query('insert into user_roles (user_id, role_id) values ($1, $2)', [ids[name], role]);
}
await giveRole('anna', 'people.view', 'people.reset_password');
await site.enrol('anna');

const NEW = 'Nine 9 boats & a pier';
const call = async (by: PersonName, id: string | undefined) => {
  const program = site.program();
  await program.signIn(by);
  return program.post(`/users/${id}/password-reset`);
};

test('an administrator creates a link that sets a new password once', async () => {
  const { status, body } = await call('anna', ids.boris);
  assert.deepEqual([status, body.expires_in], [201, 600]);
  assert.ok(body.url.startsWith(`${site.url}/password-reset?token=`));
  const token = new URL(body.url).searchParams.get('token') ?? '';
  const visitor = site.visitor();
  assert.equal((await visitor.get(body.url.slice(site.url.length))).status, 200);
  const set = () => visitor.submit('/login', '/password-reset', { token, password: NEW });
  assert.deepEqual([(await set()).status, (await set()).status], [303, 400]);
  assert.equal((await site.program().signIn('boris', NEW)).status, 200);

  const log = site.log.join('\n');
  assert.match(log, new RegExp(`"act":"person.reset_link_made","by":"${ids.anna}","user_id":"${ids.boris}"`));
  assert.ok(!log.includes(token) && !log.includes(NEW), 'row 41');
});

test('the page shows the link once and is not cached', async () => {
  const visitor = site.visitor();
  await visitor.signIn('anna');
  const page = await visitor.submit('/', `/admin/people/${ids.boris}/reset-link`);
  assert.equal(page.status, 200);
  assert.equal(page.headers.get('cache-control'), 'no-store');
  const [, path] = /readonly>http[^<]*(\/password-reset\?token=[\w-]{43})<\/textarea>/.exec(page.text) ?? [];
  assert.match(page.text, new RegExp(`For ${boris.email}.*10 minutes`, 's'));
  assert.equal((await site.visitor().get(path ?? '')).status, 200);
  assert.equal((await visitor.get(`/admin/people/${ids.boris}/reset-link`)).status, 405);
});

test('creating a link needs the permission, and the account must not have more permissions (row 28)', async () => {
  assert.equal((await call('clara', ids.anna)).body.code, 'permission_missing');
  assert.equal((await site.program().post(`/users/${ids.anna}/password-reset`)).body.code, 'token_missing');
  const stranger = await site.visitor().submit('/login', `/admin/people/${ids.anna}/reset-link`);
  assert.equal(stranger.status, 401);

  await giveRole('clara', 'rooms.delete_any');
  assert.equal((await call('anna', ids.clara)).body.code, 'rights_exceed_yours');
  await giveRole('anna', 'rooms.delete_any');
  assert.equal((await call('anna', ids.clara)).status, 201);
  await site.connection.query('update user_service set is_superuser = true where user_id = $1', [ids.clara]);
  assert.equal((await call('anna', ids.clara)).body.code, 'rights_exceed_yours');
  await site.enrol('clara');
  assert.equal((await call('clara', ids.anna)).status, 201);
});

test('an administrator cannot create a link for their own account (row 3)', async () => {
  assert.equal((await call('anna', ids.anna)).body.code, 'permission_missing');
});

test('there is no link for a missing or disabled account', async () => {
  assert.equal((await call('anna', randomUUID())).body.code, 'user_not_found');
  assert.equal((await call('anna', 'x')).body.code, 'user_not_found');
  await site.connection.query('update user_service set disabled_at = now() where user_id = $1', [ids.boris]);
  assert.equal((await call('anna', ids.boris)).body.code, 'account_disabled');
});

test('without mail, the page refers to an administrator, and the API says what is missing', async () => {
  const page = await site.visitor().get('/forgot-password');
  assert.match(page.text, /Ask its administrator for a link/);
  assert.doesNotMatch(page.text, /name="email"|npm run/);
  const visitor = site.visitor();
  assert.equal((await visitor.submit('/login', '/forgot-password', { email: anna.email })).status, 503);
  const { status, body, headers } = await site
    .program()
    .post('/auth/forgot-password', { email: clara.email });
  assert.deepEqual([status, body.code], [503, 'mail_not_configured']);
  assert.match(body.detail, /SMTP_URL, MAIL_FROM and PUBLIC_URL/);
  assert.equal(headers.get('retry-after'), null);
  assert.doesNotMatch(site.log.join('\n'), /request failed/, 'what an operator chose is no error');
});
