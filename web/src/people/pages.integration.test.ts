import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOBODY } from '../../testing/people/holders.ts';
import { people } from '../../testing/people/people.ts';
import { grant } from '../../testing/people/rights.ts';
import { member } from '../../testing/people/visitor.ts';
import { testSite } from '../../testing/website.ts';

const site = await testSite();
const [anna, boris] = [await member(site.visitor(), 'anna'), await member(site.visitor(), 'boris')];
await member(site.visitor(), 'clara');
await site.superuser('anna');
await site.enrol('boris');
await Promise.all([anna.signIn('anna'), boris.signIn('boris')]);
const program = site.program();
await program.signIn('anna');
const idOf = async (name: keyof typeof people) =>
  (await program.get(`/users?q=${people[name].email}`)).body.items[0].id;
const [annaId, borisId, claraId] = [await idOf('anna'), await idOf('boris'), await idOf('clara')];

const pageOf = (id: string) => `/admin/people/${id}`;
/** What is offered for a person, besides roles. */
const offers = (html: string) =>
  [...html.matchAll(/(?:action|href)="\/admin\/people\/[0-9a-f-]{36}\/([\w-]+)"/g)]
    .map(([, act]) => act)
    .filter((act) => act !== 'roles');

test('only accounts with administrative permissions see the administration and its link', async () => {
  assert.match((await anna.get('/')).text, /href="\/admin"/);
  assert.equal((await anna.get('/admin')).location, '/admin/people');
  assert.doesNotMatch((await boris.get('/')).text, /href="\/admin"/);
  for (const path of [
    '/admin',
    '/admin/people',
    pageOf(claraId),
    `${pageOf(claraId)}/disable`,
    '/admin/rooms',
  ]) {
    const { status, text } = await boris.get(path);
    assert.equal(status, 403, path);
    assert.match(text, /Your account does not have permission to do this/, path);
    assert.equal((await site.visitor().get(path)).location, `/login?next=${encodeURIComponent(path)}`);
  }
  for (const act of ['disable', 'enable', 'sign-out'])
    assert.equal((await boris.submit('/', `${pageOf(claraId)}/${act}`)).status, 403, act);
});

test('the list of accounts can be searched and marks superusers and disabled accounts', async () => {
  const all = (await anna.get('/admin/people')).text;
  for (const { email } of Object.values(people)) assert.ok(all.includes(email), email);
  assert.equal(all.match(/class="badge"/g)?.length, 1, 'one superuser');
  const found = (await anna.get(`/admin/people?q=${encodeURIComponent('ORIS@')}`)).text;
  assert.ok(found.includes(people.boris.email) && !found.includes(people.clara.email));
  const nobody = (await anna.get(`/admin/people?q=${encodeURIComponent('<b>{{7*7}}')}`)).text;
  assert.match(nobody, /People matching “&lt;b&gt;{{7\*7}}”.*Nobody found/s);
  assert.equal((await anna.get('/admin/people?q=a&q=b')).status, 400);
});

test('a page shows an account’s data, permissions and sign-ins', async () => {
  const role = await grant(program, claraId, ['rooms.delete_any']);
  const link = new URL((await program.post(`/users/${claraId}/password-reset`)).body.url);
  const renewal = { token: link.searchParams.get('token'), password: people.clara.password };
  await site.program().post('/auth/reset-password', renewal);
  const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
  for (const agent of ['<i>a browser</i>', firefox])
    await site.visitor({ 'user-agent': agent }).signIn('clara');
  const { text } = await anna.get(pageOf(claraId));
  for (const shown of [
    people.clara.email,
    'See all rooms and delete any of them',
    'Signed in with the password',
    'New password with a reset link',
    '&lt;i&gt;a browser&lt;/i&gt;',
    'Firefox, Linux',
  ])
    assert.ok(text.includes(shown), shown);
  await program.call('DELETE', `/users/${claraId}/roles/${role}`);
  for (const id of [NOBODY, 'x']) {
    const absent = await anna.get(pageOf(id));
    assert.equal(absent.status, 404, id);
    assert.match(absent.text, /Account not found/);
  }
});

test('disabling asks first, signs the account out everywhere, and its sign-in says why (row 12)', async () => {
  const clara = site.visitor();
  await clara.signIn('clara');
  const told = site.notices.length;
  const question = await anna.get(`${pageOf(claraId)}/disable`);
  assert.match(question.text, /clara@example\.org\) will be signed out everywhere/);
  assert.doesNotMatch((await clara.get('/')).text, /href="\/signup"/);

  const done = await anna.submit(`${pageOf(claraId)}/disable`, `${pageOf(claraId)}/disable`);
  assert.equal(done.location, `${pageOf(claraId)}?done=disabled`);
  const after = (await anna.get(done.location ?? '')).text;
  assert.match(after, /role="status">The account was disabled/);
  assert.deepEqual(offers(after), ['enable']);
  assert.match((await clara.get('/')).text, /href="\/signup"/);
  assert.match((await site.visitor().signIn('clara')).text, /An administrator has disabled this account/);
  assert.ok(site.notices.slice(told).some((notice) => JSON.stringify(notice).includes(claraId)));

  assert.equal((await anna.submit(pageOf(claraId), `${pageOf(claraId)}/enable`)).status, 303);
  assert.equal((await site.visitor().signIn('clara')).status, 303);
});

test('signing an account out asks first and ends all its sign-ins (row 12)', async () => {
  const clara = site.visitor();
  await clara.signIn('clara');
  const path = `${pageOf(claraId)}/sign-out`;
  assert.match((await anna.get(path)).text, /end at once/);
  assert.equal((await anna.submit(path, path)).location, `${pageOf(claraId)}?done=signed_out`);
  assert.match((await clara.get('/')).text, /href="\/signup"/);
  assert.equal((await clara.signIn('clara')).status, 303);
});

test('acts without permission are not offered, and refused (row 28)', async () => {
  assert.deepEqual(offers((await anna.get(pageOf(annaId))).text), [], 'one’s own account');
  const role = await grant(program, borisId, ['people.view', 'people.disable']);
  assert.deepEqual(offers((await boris.get(pageOf(claraId))).text), ['disable', 'sign-out']);
  const superusers = (await boris.get(pageOf(annaId))).text;
  assert.deepEqual(offers(superusers), []);
  assert.match(superusers, /permissions that you do not have/);
  for (const act of ['disable', 'enable', 'sign-out']) {
    const refused = await boris.submit('/admin/people', `${pageOf(annaId)}/${act}`);
    assert.equal(refused.status, 403, act);
    assert.match(refused.text, /Beyond your permissions/, act);
  }
  await program.call('DELETE', `/users/${borisId}/roles/${role}`);
  const seer = await grant(program, borisId, ['people.view']);
  assert.deepEqual(offers((await boris.get(pageOf(claraId))).text), []);
  await program.call('DELETE', `/users/${borisId}/roles/${seer}`);
  assert.equal((await anna.submit('/', `${pageOf(annaId)}/disable`)).status, 409);
});

test('the pages are available in Russian', async () => {
  const russian = site.visitor({ 'accept-language': 'ru' });
  await russian.signIn('anna');
  assert.match((await russian.get('/admin/people')).text, /Все учётные записи, сначала новые/);
  assert.match((await russian.get(`${pageOf(claraId)}/disable`)).text, /Отключить учётную запись\?/);
});
