import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Authenticator } from '../../testing/people/authenticator.ts';
import { type PersonName, people } from '../../testing/people/people.ts';
import type { Program } from '../../testing/people/program.ts';
import { testSite } from '../../testing/website.ts';

const site = await testSite();
// No clock ends the lock after five wrong codes: each account has fewer in this file.
const [anna, boris, clara] = [site.program(), site.program(), site.program()];
for (const [program, name] of [
  [anna, 'anna'],
  [boris, 'boris'],
  [clara, 'clara'],
] as const) {
  await program.register(name);
  await program.signIn(name);
}
const begin = (program: Program, name: PersonName) =>
  program.post('/users/me/two-factor', { current_password: people[name].password });
const said = ({ status, body }: { status: number; body?: { code?: string; fields?: object } }) =>
  body?.fields ? [status, body.fields] : [status, body?.code];

test('a key has 160 bits, counts for nothing until a code confirms it, and is encrypted in the database (row 23)', async () => {
  assert.deepEqual((await anna.get('/users/me/two-factor')).body, {
    enabled: false,
    since: null,
    recovery_codes_left: 0,
    required: false,
  });
  const { status, body } = await begin(anna, 'anna');
  assert.equal(status, 200);
  assert.match(body.secret, /^[A-Z2-7]{32}$/);
  assert.equal(body.uri, `otpauth://totp/Lantern:anna%40example.org?secret=${body.secret}&issuer=Lantern`);
  assert.match(body.qr_svg, /^<svg [^>]*>[\s\S]*<\/svg>$/);

  const { rows } = await site.connection.query('select t::text as row from two_factor t');
  assert.equal(rows.length, 1);
  assert.ok(!String(rows[0]?.row).includes(body.secret));
  const stranger = site.program();
  assert.equal((await stranger.signIn('anna')).status, 200, 'the password is still enough');
  assert.equal((await anna.get('/users/me/two-factor')).body.enabled, false);
});

test('a token alone sets up no app: whoever found it would shut its owner out (row 45)', async () => {
  const wrong = { current_password: 'Wrong 1 password' };
  for (const [body, rule] of [
    [{}, 'required'],
    [{ current_password: '' }, 'required'],
    [{ code: '123456' }, 'required'],
    [wrong, 'password_wrong'],
  ] as const) {
    const reply = await anna.post('/users/me/two-factor', body);
    assert.deepEqual(said(reply), [400, { current_password: rule }]);
  }
});

test('the key that was shown last is the one that can be confirmed, with a code of its own and once', async () => {
  const old = new Authenticator((await begin(clara, 'clara')).body.secret, site.clock);
  const phone = new Authenticator((await begin(clara, 'clara')).body.secret, site.clock);
  const confirm = (code: string) => clara.call('PUT', '/users/me/two-factor', { code });
  for (const wrong of [old.code(), 'abcdef', '12345', ''])
    assert.equal((await confirm(wrong)).status, 400, wrong);
  const replies = await Promise.all([confirm(phone.code()), confirm(phone.code())]);
  assert.equal(replies.filter(({ status }) => status === 200).length, 1);
  const codes: string[] = replies.find(({ status }) => status === 200)?.body.recovery_codes;
  assert.equal(new Set(codes).size, 10);
  for (const code of codes) assert.match(code, /^[0-9a-z]{4}(-[0-9a-z]{4}){3}$/);
  site.phones.set('clara', phone);
  phone.recoveryCodes = codes;
});

test('turning it on ends everything else the person is signed in with (row 12)', async () => {
  const [other, page] = [site.program(), site.visitor()];
  await other.signIn('anna');
  await page.signIn('anna');
  const own = site.program();
  await own.signIn('anna');
  const phone = await own.enrol(site.clock);
  assert.equal((await own.get('/users/me')).status, 200);
  assert.deepEqual(said(await other.get('/users/me')), [401, 'token_revoked']);
  assert.equal((await other.refresh()).status, 401);
  assert.equal((await page.get('/settings')).status, 303);
  const { id } = (await own.get('/users/me')).body;
  assert.ok(site.notices.some((notice) => notice.type === 'user-revocation' && notice.user_ids.includes(id)));

  const proof = { current_password: people.anna.password, code: phone.next() };
  site.phones.set('anna', phone);
  await other.signIn('anna');
  assert.equal(
    (await own.call('DELETE', '/users/me/two-factor', { ...proof, code: phone.next() })).status,
    204,
  );
  assert.deepEqual(said(await other.get('/users/me')), [401, 'token_revoked']);
  assert.equal((await own.refresh()).status, 200);
  site.phones.delete('anna');
  assert.equal((await other.signIn('anna')).status, 200);
});

test('nothing is changed without the password and a code, and a wrong password uses up no code', async () => {
  await site.enrol('anna');
  await anna.signIn('anna');
  const phone = site.phones.get('anna');
  const { password } = people.anna;
  const code = phone?.next();
  const calls = [
    (body: object) => anna.post('/users/me/two-factor', body),
    (body: object) => anna.post('/users/me/two-factor/recovery-codes', body),
    (body: object) => anna.call('DELETE', '/users/me/two-factor', body),
  ];
  for (const call of calls) {
    assert.deepEqual(said(await call({})), [400, { current_password: 'required', code: 'required' }]);
    assert.deepEqual(said(await call({ current_password: 'Wrong 1 password', code })), [
      400,
      { current_password: 'password_wrong' },
    ]);
    assert.deepEqual(said(await call({ current_password: password, code: '123' })), [
      400,
      { code: 'code_wrong' },
    ]);
  }
  assert.equal((await anna.post('/users/me/two-factor', { current_password: password, code })).status, 200);
  assert.equal((await anna.get('/users/me/two-factor')).body.enabled, true, 'the old app goes on');
});

test('another app takes over when it is confirmed, and the codes of the old one are void', async () => {
  const { password } = people.anna;
  const [email, program] = ['anna.at.work@example.org', site.program()];
  await program.post('/auth/register', { email, password });
  await program.signInAs({ email, password });
  const old = await program.enrol(site.clock);
  const proof = { current_password: password, code: old.next() };
  const setup = await program.post('/users/me/two-factor', proof);
  const phone = new Authenticator(setup.body.secret, site.clock);
  assert.equal((await program.call('PUT', '/users/me/two-factor', { code: phone.code() })).status, 200);
  const signIn = (code: string) => site.program().post('/auth/login', { email, password, code });
  for (const code of [old.next(), old.recoveryCode()])
    assert.deepEqual(said(await signIn(code)), [401, 'code_invalid']);
  assert.equal((await signIn(phone.next())).status, 200);
});

test('without two-factor sign-in there is nothing to turn off and there are no recovery codes', async () => {
  const proof = { current_password: people.boris.password, code: '123456' };
  assert.deepEqual(said(await boris.call('DELETE', '/users/me/two-factor', proof)), [409, 'two_factor_off']);
  assert.deepEqual(said(await boris.post('/users/me/two-factor/recovery-codes', proof)), [
    409,
    'two_factor_off',
  ]);
  assert.deepEqual(said(await boris.call('PUT', '/users/me/two-factor', { code: '123456' })), [
    409,
    'two_factor_not_begun',
  ]);
});

test('recovery codes are kept as hashes, let in once each, also when they come at once, and new ones void the old (row 23)', async () => {
  await boris.enrol(site.clock).then((phone) => site.phones.set('boris', phone));
  const phone = site.phones.get('boris');
  const { email, password } = people.boris;
  const signIn = (code: string) => site.program().post('/auth/login', { email, password, code });
  const { rows } = await site.connection.query('select t::text as row from recovery_codes t');
  const stored = rows.map(({ row }) => row).join();
  for (const code of phone?.recoveryCodes ?? [])
    assert.ok(!stored.includes(code) && !stored.includes(code.replaceAll('-', '')));

  const [one = '', two = '', three = ''] = phone?.recoveryCodes ?? [];
  const race = await Promise.all([signIn(one), signIn(one)]);
  assert.deepEqual(race.map(({ status }) => status).toSorted(), [200, 401]);
  assert.equal((await signIn(` ${two.toUpperCase().replaceAll('-', ' ')} `)).status, 200);
  assert.deepEqual(said(await signIn(two)), [401, 'code_invalid']);
  await boris.signIn('boris');
  assert.equal((await boris.get('/users/me/two-factor')).body.recovery_codes_left, 8);

  const proof = { current_password: password, code: phone?.next() };
  const { body } = await boris.post('/users/me/two-factor/recovery-codes', proof);
  assert.equal(body.recovery_codes.length, 10);
  assert.deepEqual(said(await signIn(three)), [401, 'code_invalid']);
  assert.equal((await signIn(body.recovery_codes[0])).status, 200);
  await clara.signIn('clara');
  const other = { current_password: people.clara.password, code: body.recovery_codes[1] };
  const refused = await clara.call('DELETE', '/users/me/two-factor', other);
  assert.deepEqual(said(refused), [400, { code: 'code_wrong' }], 'of somebody else');
});

test('the log has each change, without key and code (row 41)', () => {
  const log = site.log.join('\n');
  for (const entry of [
    '"act":"two_factor.on","user_id"',
    '"act":"two_factor.off","user_id"',
    '"act":"two_factor.new_codes","user_id"',
    '"act":"sign-in","outcome":"wrong_code","method":"recovery_code"',
  ])
    assert.ok(log.includes(entry), entry);
  for (const { recoveryCodes } of site.phones.values())
    for (const code of recoveryCodes) assert.ok(!log.includes(code));
});
