import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Authenticator } from '../../testing/people/authenticator.ts';
import { people } from '../../testing/people/people.ts';
import { member } from '../../testing/people/visitor.ts';
import { testSite } from '../../testing/website.ts';

const HOME = '/settings/two-factor';
const site = await testSite();
const anna = await member(site.visitor(), 'anna');
let phone: Authenticator;

const codesIn = (text: string): string[] =>
  /<pre class="recovery-codes"[^>]*>([^<]+)</.exec(text)?.[1]?.split('\n') ?? [];

test('two-factor sign-in is turned on with forms: the password is asked for, key and recovery codes are shown once (rows 23, 45)', async () => {
  const { password: current_password } = people.anna;
  for (const typed of ['', 'Wrong 1 password']) {
    const refused = await anna.submit(HOME, HOME, { current_password: typed });
    assert.equal(refused.status, 400, 'an open session alone sets up no app');
    assert.match(refused.text, /id="current_password-error"/);
    assert.doesNotMatch(refused.text, /<svg|name="code"/);
  }
  const setup = await anna.submit(HOME, HOME, { current_password });
  assert.equal(setup.status, 200);
  assert.equal(setup.headers.get('cache-control'), 'no-store');
  assert.match(setup.text, /role="img" aria-label="QR code[^>]*><svg /);
  const key = /class="setup-key"[^>]*>([A-Z2-7 ]+)</.exec(setup.text)?.[1]?.replaceAll(' ', '') ?? '';
  phone = new Authenticator(key, site.clock);

  const _csrf = /name="_csrf" value="([^"]+)"/.exec(setup.text)?.[1] ?? '';
  const wrong = await anna.post(`${HOME}/confirm`, { _csrf, code: '000000' });
  assert.equal(wrong.status, 400);
  assert.match(wrong.text, /id="code-error">This code is wrong/);
  assert.ok(!wrong.text.includes('<svg') && !wrong.text.includes('setup-key'));
  assert.doesNotMatch((await anna.get(HOME)).text, /setup-key|<svg/);

  // The form sends the key that it shows. The QR code stays with it, and nobody else's key can be read.
  assert.match(setup.text, new RegExp(`href="otpauth://totp/[^"]+secret=${key}`));
  const mistyped = await anna.post(`${HOME}/confirm`, { _csrf, code: '000000', key });
  assert.equal(mistyped.status, 400);
  assert.match(mistyped.text, /role="img" aria-label="QR code[^>]*><svg /);
  assert.ok(mistyped.text.includes(`name="key" value="${key}"`) && mistyped.text.includes('id="code-error"'));
  for (const bent of ['', `${key}A`, '"><b>', key.toLowerCase()])
    assert.doesNotMatch(
      (await anna.post(`${HOME}/confirm`, { _csrf, code: '', key: bent })).text,
      /<svg|<b>/,
    );

  const before = anna.cookies.get('session');
  const done = await anna.post(`${HOME}/confirm`, { _csrf, code: phone.code(), key });
  assert.equal(done.status, 200);
  const codes = codesIn(done.text);
  assert.equal(codes.length, 10);
  const [, file = ''] = /href="data:text\/plain;charset=utf-8,([^"]+)"/.exec(done.text) ?? [];
  for (const code of codes) assert.ok(decodeURIComponent(file).includes(code));
  assert.notEqual(anna.cookies.get('session'), before, 'a new session id');
  const home = await anna.get(HOME);
  assert.equal(home.status, 200, 'and still signed in');
  assert.match(home.text, /Unused recovery codes: 10/);
  assert.ok(codes.every((code) => !home.text.includes(code)));
  site.phones.set('anna', phone);
});

test('new codes, another app and turning it off ask for the password and a code at their fields', async () => {
  const boris = site.visitor();
  await boris.signUp('boris');
  await site.enrol('boris');
  await boris.signIn('boris');
  const phone = site.phones.get('boris');
  assert.ok(phone);
  const { password: current_password } = people.boris;
  for (const [form, action] of [
    [`${HOME}/recovery-codes`, `${HOME}/recovery-codes`],
    [`${HOME}/app`, HOME],
    [`${HOME}/off`, `${HOME}/off`],
  ] as const) {
    const page = await boris.submit(form, action, { current_password, code: '000000' });
    assert.equal(page.status, 400, form);
    assert.match(page.text, /id="code-error"/);
    const empty = await boris.submit(form, action, { current_password: '', code: '' });
    assert.match(empty.text, /id="current_password-error"/);
    assert.doesNotMatch(page.text + empty.text, new RegExp(current_password));
  }
  const proof = { current_password, code: phone.next() };
  const renewed = codesIn(
    (await boris.submit(`${HOME}/recovery-codes`, `${HOME}/recovery-codes`, proof)).text,
  );
  assert.equal(new Set([...phone.recoveryCodes, ...renewed]).size, 20);
  const other = await boris.submit(`${HOME}/app`, HOME, { current_password, code: renewed[0] ?? '' });
  assert.match(other.text, /<svg /);
});

test('turning it off signs out everywhere else, and the password is enough again (row 12)', async () => {
  const elsewhere = site.visitor();
  await elsewhere.signIn('anna');
  const proof = { current_password: people.anna.password, code: phone.next() };
  const off = await anna.submit(`${HOME}/off`, `${HOME}/off`, proof);
  assert.equal(off.location, `${HOME}?saved=two_factor_off`);
  assert.match((await anna.get(off.location)).text, /Two-factor sign-in is off/);
  assert.equal((await elsewhere.get('/settings')).status, 303);
  assert.equal((await elsewhere.signIn('anna')).location, '/');
});

test('the pages are available in Russian', async () => {
  const visitor = site.visitor({ 'accept-language': 'ru' });
  await visitor.signIn('anna');
  assert.match((await visitor.get(HOME)).text, /Двухфакторный вход/);
  assert.match(
    (await visitor.submit(HOME, HOME, { current_password: people.anna.password })).text,
    /Настройка приложения/,
  );
});
