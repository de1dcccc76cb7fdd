import assert from 'node:assert/strict';
import { test } from 'node:test';
import { people } from '../../testing/people/people.ts';
import { testSite } from '../../testing/website.ts';

const site = await testSite();
const { anna, boris } = people;

test('a program registers an account, signs in and reads it', async () => {
  const program = site.program();
  const registered = await program.post('/auth/register', {
    ...anna,
    first_name: 'Анна',
    last_name: 'Римская',
  });
  assert.equal(registered.status, 201);
  assert.deepEqual(
    { ...registered.body, id: '' },
    {
      id: '',
      email: anna.email,
      login: 'anna',
      display_name: null,
      first_name: 'Анна',
      last_name: 'Римская',
      locale: null,
      email_verified: false,
      email_pending: null,
    },
  );
  const signedIn = await program.signIn('anna');
  assert.equal(signedIn.status, 200);
  assert.equal(signedIn.body.token_type, 'Bearer');
  assert.equal(signedIn.body.expires_in, 900);
  assert.deepEqual((await program.get('/users/me')).body, registered.body);
  const byLogin = await site.program().post('/auth/login', { email: 'ANNA', password: anna.password });
  assert.equal(byLogin.status, 200);
});

test('a taken e-mail or login is a conflict that names the field', async () => {
  const email = await site.program().post('/auth/register', { ...boris, email: 'Anna@example.org' });
  assert.deepEqual(
    [email.status, email.body.code, email.body.fields],
    [409, 'email_taken', { email: 'email_taken' }],
  );
  const login = await site.program().post('/auth/register', { ...boris, login: 'Anna' });
  assert.deepEqual(
    [login.status, login.body.code, login.body.fields],
    [409, 'login_taken', { login: 'login_taken' }],
  );
});

test('a weak password is refused at its field, at registration and at a change (row 1)', async () => {
  for (const [password, rule] of [
    ['Ab1!', 'password_too_short'],
    ['P@ssw0rd123!', 'password_common'],
    ['My Lantern 1', 'password_common'],
    [`${boris.email}-B1`, 'password_personal'],
  ] as const) {
    const { status, body } = await site.program().post('/auth/register', { ...boris, password });
    assert.deepEqual([status, body.code, body.fields], [400, 'invalid_fields', { password: rule }]);
    const program = site.program();
    await program.signIn('anna');
    const changed = await program.call('PUT', '/users/me/password', {
      current_password: anna.password,
      new_password: password.replace(boris.email, anna.email),
    });
    assert.deepEqual([changed.status, changed.body.fields], [400, { new_password: rule }]);
  }
  assert.equal((await site.program().signIn('anna')).status, 200, 'the old password is still the one');
});

test('the error for wrong credentials is in the caller’s language', async () => {
  const wrong = { email: anna.email, password: 'Wrong 1 password' };
  const russian = await site.program().post('/auth/login', wrong, { 'accept-language': 'ru' });
  assert.equal(russian.status, 401);
  assert.match(russian.headers.get('content-type') ?? '', /^application\/problem\+json/);
  assert.equal(russian.body.code, 'invalid_credentials');
  assert.equal(russian.body.detail, 'Неверный email или пароль');
  const english = await site.program().post('/auth/login', wrong);
  assert.equal(english.body.detail, 'Wrong e-mail or password');
});

test('e-mail, login and names can be changed, and optional ones removed', async () => {
  const program = site.program();
  await program.signIn('anna');
  const change = {
    login: 'anna2',
    first_name: 'Anna',
    last_name: null,
    current_password: anna.password,
  };
  assert.equal((await program.call('PATCH', '/users/me', change)).status, 204);
  const { body } = await program.get('/users/me');
  assert.deepEqual([body.login, body.first_name, body.last_name], ['anna2', 'Anna', null]);
  assert.equal((await program.call('PATCH', '/users/me', {})).status, 204);
  await site.program().register('boris');
  const taken = await program.call('PATCH', '/users/me', {
    email: boris.email,
    current_password: anna.password,
  });
  assert.deepEqual([taken.status, taken.body.code], [409, 'email_taken']);
  assert.equal((await program.call('PATCH', '/users/me', { email: null })).status, 400);
});

test('role, id and __proto__ in a body change nothing, and the error names them (row 27)', async () => {
  const program = site.program();
  await program.signIn('boris');
  const before = (await program.get('/users/me')).body;
  for (const field of [
    'role',
    'id',
    'is_superuser',
    'password_hash',
    'sign_in_epoch',
    '__proto__',
    'constructor',
  ]) {
    const body = `{"first_name":"Boris","${field}":{"is_superuser":true}}`;
    const { status, body: problem } = await program.call('PATCH', '/users/me', body);
    assert.equal(status, 400, field);
    assert.deepEqual(Object.entries(problem.fields), [[field, 'unknown']]);
    const other = `${JSON.stringify(people.clara).slice(0, -1)},"${field}":"superuser"}`;
    assert.equal((await site.program().post('/auth/register', other)).status, 400, field);
  }
  assert.deepEqual((await program.get('/users/me')).body, before);
});

test('the sign-in history lists time, address, program and outcome in pages', async () => {
  const program = site.program();
  await program.register('clara');
  for (let at = 0; at < 21; at++) await program.signIn('clara', at % 2 ? 'Wrong 1 password' : undefined);
  const first = (await program.get('/users/me/sign-ins')).body;
  assert.equal(first.items.length, 20);
  assert.deepEqual(
    [first.items[0].outcome, first.items[1].outcome, first.items[0].ip, first.items[0].method],
    ['success', 'wrong_password', '127.0.0.1', 'password'],
  );
  const second = (await program.get(`/users/me/sign-ins?after=${first.next}`)).body;
  assert.deepEqual([second.items.length, second.next], [1, null]);
});

test('a new password needs the current one and revokes earlier sign-ins (rows 3, 12)', async () => {
  const [program, other, visitor] = [site.program(), site.program(), site.visitor()];
  await Promise.all([program.signIn('boris'), other.signIn('boris'), visitor.signIn('boris')]);
  assert.match((await visitor.get('/')).text, /My rooms/);
  const change = { current_password: 'Wrong 1 password', new_password: 'Ferry №9 to the isle' };
  const wrong = await program.call('PUT', '/users/me/password', change);
  assert.deepEqual([wrong.status, wrong.body.fields], [400, { current_password: 'password_wrong' }]);
  assert.equal((await other.get('/users/me')).status, 200);

  change.current_password = boris.password;
  assert.equal((await program.call('PUT', '/users/me/password', change)).status, 204);
  assert.equal((await other.get('/users/me')).body.code, 'token_revoked');
  assert.equal((await other.refresh()).status, 401);
  assert.doesNotMatch((await visitor.get('/')).text, /My rooms/);
  assert.equal((await program.refresh()).status, 200);
  const { id } = (await program.get('/users/me')).body;
  assert.ok(id, 'who changed it refreshes and goes on');
  assert.ok(site.notices.some((notice) => notice.type === 'user-revocation' && notice.user_ids.includes(id)));
  assert.equal((await site.program().signIn('boris')).status, 401);
  assert.equal((await site.program().signIn('boris', change.new_password)).status, 200);
});

test('a password of 60 KB of combining marks is not normalised, because that takes quadratic time (row 47)', async (t) => {
  const longest: number[] = [];
  const { normalize } = String.prototype;
  t.mock.method(String.prototype, 'normalize', function (this: string, form?: string) {
    longest.push(this.length);
    return normalize.call(this, form);
  });
  const password = `a${'\u0301'.repeat(15_000)}${'\u0323'.repeat(15_000)}`;
  const registered = await site.program().post('/auth/register', { email: 'marks@example.org', password });
  assert.deepEqual([registered.status, registered.body.fields], [400, { password: 'password_too_long' }]);
  const signedIn = await site.program().post('/auth/login', { email: anna.email, password });
  assert.deepEqual([signedIn.status, signedIn.body.code], [401, 'invalid_credentials']);
  assert.deepEqual(
    longest.filter((length) => length > 1000),
    [],
  );
});

test('a password of 64 characters is accepted in any normal form, and all forms are equal', async () => {
  const email = 'greek@example.org';
  const password = `Aa1!${'\u1F82'.repeat(60)}`;
  const apart = { email, password: password.normalize('NFD') };
  assert.equal((await site.program().post('/auth/register', apart)).status, 201);
  for (const typed of [apart.password, password])
    assert.equal((await site.program().post('/auth/login', { email, password: typed })).status, 200);
});
