import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freshAddress } from '../../testing/address.ts';
import { people } from '../../testing/people/people.ts';
import { member, type Visitor } from '../../testing/people/visitor.ts';
import { testSite } from '../../testing/website.ts';

const site = await testSite();
const { anna, boris, clara } = people;
const [annaHere, borisHere, claraHere] = [
  await member(site.visitor(), 'anna'),
  await member(site.visitor(), 'boris'),
  await member(site.visitor(), 'clara'),
];

/** What the form shows, as a browser sends it back. */
async function filledIn(visitor: Visitor): Promise<Record<string, string>> {
  const { text } = await visitor.get('/settings');
  const values = [...text.matchAll(/<input id="(\w+)"[^>]* value="([^"]*)"/g)].map(([, name, value]) => [
    name,
    value,
  ]);
  const locale = /<option value="(\w+)"[^>]* selected/.exec(text)?.[1] ?? '';
  return { ...Object.fromEntries(values), locale, current_password: '' };
}

async function change(visitor: Visitor, fields: Record<string, string>) {
  return visitor.submit('/settings', '/settings', { ...(await filledIn(visitor)), ...fields });
}

test('names, and with the password the login, can be changed and emptied, and a mail says so (row 45)', async () => {
  assert.equal((await site.visitor().get('/settings')).location, '/login?next=%2Fsettings');
  const changed = await change(annaHere, {
    first_name: 'Анна',
    last_name: 'Rome-Berg',
    login: 'anna7',
    current_password: anna.password,
  });
  assert.equal(changed.status, 303);
  const page = await annaHere.get(changed.location ?? '');
  assert.match(page.text, /role="status">Saved/);
  assert.match(page.text, /href="\/settings" title="anna@example.org">Анна Rome-Berg</);
  assert.doesNotMatch((await annaHere.get('/settings?saved=<b>')).text, /role="status"/);

  const refused = await change(annaHere, { login: '', last_name: '' });
  assert.match(refused.text, /id="current_password-error"/, 'a login is signed in with');
  await change(annaHere, { login: '', last_name: '', current_password: anna.password });
  const { login, first_name, last_name, email } = await filledIn(annaHere);
  assert.deepEqual([login, first_name, last_name, email], ['', 'Анна', '', anna.email]);
});

test('open rooms get a new display name, and no other change', async () => {
  const told = () => site.notices.flatMap((notice) => (notice.type === 'user-renamed' ? [notice.name] : []));
  const before = told().length;
  await change(annaHere, { last_name: 'Berg' });
  await change(annaHere, { login: 'anna8' });
  await change(annaHere, { last_name: '', login: '' });
  assert.deepEqual(told().slice(before), ['Анна Berg', 'Анна']);
});

test('an invalid or taken field is reported in place, and nothing is written', async () => {
  const before = await filledIn(annaHere);
  for (const [fields, status, reason] of [
    [{ first_name: 'A1', login: 'anna8' }, 400, /id="first_name-error"/],
    [{ login: 'BORIS', current_password: anna.password }, 409, /id="login-error">This username is taken/],
    [{ email: '' }, 400, /id="email-error"/],
    [{ locale: 'de' }, 400, /id="locale-hint">Unknown field or value/],
    [{ is_superuser: 'true' }, 400, /./],
  ] as const) {
    const page = await change(annaHere, { ...fields });
    assert.equal(page.status, status, JSON.stringify(fields));
    assert.match(page.text, reason);
  }
  assert.deepEqual(await filledIn(annaHere), before);
});

test('another e-mail needs the current password, on the page and in the API (row 3)', async () => {
  const email = 'boris2@example.org';
  for (const current_password of ['', 'Wrong 1 password']) {
    const page = await change(borisHere, { email, current_password });
    assert.equal(page.status, 400);
    assert.match(page.text, /id="current_password-error"/);
    assert.ok(!page.text.includes('Wrong 1'));
  }
  const program = site.program();
  await program.signIn('boris');
  const patch = (body: object) => program.call('PATCH', '/users/me', body);
  const without = await patch({ email, login: 'boris7' });
  assert.deepEqual([without.status, without.body.fields], [400, { current_password: 'required' }]);
  const wrong = await patch({ email, current_password: 'Wrong 1 password' });
  assert.deepEqual([wrong.status, wrong.body.fields], [400, { current_password: 'password_wrong' }]);
  const { body } = await program.get('/users/me');
  assert.deepEqual([body.email, body.login], [boris.email, 'boris']);
  assert.equal((await patch({ email: boris.email })).status, 204, 'the same e-mail is no change');

  assert.equal((await patch({ email, current_password: boris.password })).status, 204);
  const back = await change(borisHere, { email: boris.email, current_password: boris.password });
  assert.equal(back.status, 303);
  assert.equal((await program.get('/users/me')).body.email, boris.email);
  const taken = await patch({ email: anna.email, current_password: boris.password });
  assert.deepEqual([taken.status, taken.body.fields], [409, { email: 'email_taken' }]);
});

test('guesses at the current password are limited across all forms and calls (row 6)', async () => {
  const strict = await testSite({ rateLimitFactor: 1, trustedProxies: ['loopback'] });
  const from = { 'x-forwarded-for': freshAddress() };
  await member(strict.visitor(from), 'clara');
  const program = strict.program();
  const { email, password } = clara;
  program.token = (await program.post('/auth/login', { email, password }, from)).body.token;
  const patch = (current_password: string) =>
    program.call('PATCH', '/users/me', { email: 'new@example.org', current_password });
  for (let at = 0; at < 10; at++) assert.equal((await patch('Wrong 1 password')).status, 400);
  const refused = await patch(clara.password);
  assert.deepEqual([refused.status, refused.body.code], [429, 'too_many_requests']);
  const visitor = strict.visitor(from);
  await visitor.signIn('clara');
  const page = await visitor.submit('/settings/password', '/settings/password', {
    current_password: clara.password,
    new_password: 'Ferry №9 to the isle',
  });
  assert.equal(page.status, 429);
  assert.ok(Number(page.headers.get('retry-after')) > 0);
  assert.match(page.text, /role="alert">Too many attempts/);
});

test('an account’s language applies on all devices and precedes the browser’s', async () => {
  const localeOf = async (visitor: Visitor) =>
    /<html lang="(\w+)"/.exec((await visitor.get('/settings')).text)?.[1];
  const other = site.visitor();
  await other.signIn('clara');
  assert.equal(await localeOf(claraHere), 'en');
  await claraHere.submit('/', '/locale', { locale: 'ru', next: '/' });
  assert.deepEqual([await localeOf(claraHere), await localeOf(other)], ['ru', 'ru']);
  const program = site.program();
  await program.signIn('clara');
  assert.equal((await program.get('/users/me')).body.locale, 'ru');
  assert.equal((await program.get('/users/me/x')).body.title, 'No such call', 'the API follows the request');

  assert.equal((await program.call('PATCH', '/users/me', { locale: 'en' })).status, 204);
  assert.deepEqual([await localeOf(claraHere), await localeOf(other)], ['en', 'en']);
  assert.equal((await program.call('PATCH', '/users/me', { locale: 'de' })).status, 400);

  await change(claraHere, { locale: 'ru' });
  const saved = await change(claraHere, { locale: '' });
  assert.match((await claraHere.get(saved.location ?? '')).text, /Saved/, 'again as the browser asks');
  assert.equal((await program.get('/users/me')).body.locale, null);
});

test('a visitor’s choice of language is kept in the browser; the account’s language precedes it', async () => {
  const visitor = site.visitor();
  await visitor.submit('/login', '/locale', { locale: 'ru', next: '/login' });
  assert.match((await visitor.get('/login')).text, /lang="ru"/);
  const { email, password } = anna;
  await visitor.submit('/login', '/login', { email, password });
  assert.match((await visitor.get('/')).text, /<html lang="ru"/);
  await change(annaHere, { locale: 'en' });
  assert.match((await visitor.get('/')).text, /<html lang="en"/);
});
