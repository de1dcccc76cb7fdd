import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claimsOf } from '../../testing/people/forger.ts';
import { people } from '../../testing/people/people.ts';
import type { Reply } from '../../testing/people/program.ts';
import { testSite } from '../../testing/website.ts';

const site = await testSite();
for (const name of ['anna', 'boris', 'clara'] as const) await site.program().register(name);
await site.enrol('anna', 'boris', 'clara');
const said = ({ status, body }: Reply) => [status, body?.code];

/** A sign-in of Anna's that waits for its code. */
const pendingToken = async (): Promise<string> => {
  const { email, password } = people.anna;
  return (await site.program().post('/auth/login', { email, password })).body.pending_token;
};
const finish = (pending: string, code: string | undefined) =>
  site.program().post('/auth/login/code', { pending_token: pending, code });
const phoneOf = (name: 'anna' | 'boris' | 'clara') => {
  const phone = site.phones.get(name);
  assert.ok(phone);
  return phone;
};

test('a program without a code gets a pending_token, which works once with a code', async () => {
  const { email, password } = people.anna;
  const reply = await site.program().post('/auth/login', { email, password });
  assert.deepEqual(said(reply), [401, 'two_factor_required']);
  assert.equal(reply.body.status, 401);
  const { pending_token } = reply.body;
  const pair = await finish(pending_token, phoneOf('anna').next());
  assert.equal(pair.status, 200);
  const program = site.program();
  program.token = pair.body.token;
  assert.equal((await program.get('/users/me')).status, 200);
  assert.deepEqual(claimsOf(pair.body.token).amr, ['pwd', 'otp', 'mfa']);
  assert.deepEqual(said(await finish(pending_token, phoneOf('anna').next())), [401, 'token_revoked']);
  const wrong = await site.program().post('/auth/login', { email, password: 'Wrong 1 password', code: '1' });
  assert.deepEqual(said(wrong), [401, 'invalid_credentials'], 'nothing is told before the password is right');
});

test('a pending token is no access token and no refresh token, nor are those one (row 18)', async () => {
  const pending = await pendingToken();
  const program = site.program();
  program.token = pending;
  assert.deepEqual(said(await program.get('/users/me')), [401, 'token_invalid']);
  program.refreshToken = pending;
  program.token = '';
  assert.deepEqual(said(await program.refresh()), [401, 'token_invalid']);
  await program.signIn('anna');
  for (const token of [program.token, program.refreshToken])
    assert.deepEqual(said(await finish(token, phoneOf('anna').next())), [401, 'token_invalid']);
  assert.deepEqual(said(await finish(`${pending.slice(0, -4)}AAAA`, '123456')), [401, 'token_signature']);
});

test('a code is good once, also when it comes twice at once, and that of the enrolment is used up (row 22)', async () => {
  const { email, password } = people.boris;
  const signIn = (code: string) => site.program().post('/auth/login', { email, password, code });
  await site.program().signIn('boris');
  const program = site.program();
  await program.signIn('boris');
  const proof = { current_password: password, code: phoneOf('boris').next() };
  assert.equal((await program.call('DELETE', '/users/me/two-factor', proof)).status, 204);
  await program.refresh();
  site.clock.passToNewCode();
  const phone = await program.enrol(site.clock);
  site.phones.set('boris', phone);
  assert.deepEqual(said(await signIn(phone.code())), [401, 'code_invalid'], 'the code of the enrolment');

  const code = phone.next();
  // More than two at once may be too many of one account, before their code is looked at.
  const race = await Promise.all([signIn(code), signIn(code)]);
  assert.deepEqual(race.map(({ status }) => status).toSorted(), [200, 401]);
  assert.equal((await signIn(phone.next())).status, 200);
  assert.deepEqual(said(await signIn(code)), [401, 'code_invalid'], 'once more');
  assert.deepEqual(said(await signIn(phone.code(-30))), [401, 'code_invalid'], 'one from before');
});

test('a code of 30 seconds ago or ahead is taken, of a minute it is not, and each is good once (rows 22, 61)', async () => {
  const { email, password } = people.clara;
  const signIn = (code: string) => site.program().post('/auth/login', { email, password, code });
  const phone = phoneOf('clara');
  assert.equal((await signIn(phone.next())).status, 200);
  site.clock.pass(600);
  site.clock.passToNewCode();
  for (const away of [-60, 60]) assert.deepEqual(said(await signIn(phone.code(away))), [401, 'code_invalid']);
  const late = phone.code(-30);
  assert.equal((await signIn(` ${late.slice(0, 3)} ${late.slice(3)} `)).status, 200);
  assert.equal((await signIn(phone.code())).status, 200, 'and after it that of now');
  assert.equal((await signIn(phone.code(30))).status, 200, 'and that of a phone that is fast');
  for (const used of [-30, 0, 30])
    assert.deepEqual(said(await signIn(phone.code(used))), [401, 'code_invalid'], String(used));
});

test('a sign-in that waits for its code ends after 5 minutes, and with whatever ends sessions', async () => {
  const phone = phoneOf('anna');
  const late = await pendingToken();
  const visitor = site.visitor();
  const { email, password } = people.anna;
  await visitor.submit('/login', '/login', { email, password });
  const form = await visitor.token('/login/code');
  site.clock.pass(301);
  assert.deepEqual(said(await finish(late, phone.code())), [401, 'token_expired']);
  const page = await visitor.post('/login/code', { _csrf: form, code: phone.code() });
  assert.equal(page.status, 401);
  assert.match(page.text, /took too long.*Sign in again/s);

  const overtaken = await pendingToken();
  const program = site.program();
  await program.signIn('anna');
  await program.post('/auth/logout-everywhere');
  assert.deepEqual(said(await finish(overtaken, phone.next())), [401, 'sign_in_expired']);
});

test('on the pages nobody is signed in before the code, and each step has a new session id (row 10)', async () => {
  const visitor = site.visitor();
  const { email, password } = people.anna;
  const _csrf = await visitor.token('/login');
  const planted = visitor.cookies.get('session');
  const page = await visitor.post('/login', { _csrf, email, password, next: '/settings' });
  assert.equal(page.location, '/login/code?next=%2Fsettings');
  const pending = visitor.cookies.get('session');
  assert.notEqual(pending, planted);
  assert.equal((await visitor.get('/settings')).location, '/login?next=%2Fsettings', 'nobody yet');
  const csrf = await visitor.token(page.location ?? '');
  const done = await visitor.post('/login/code', {
    _csrf: csrf,
    code: phoneOf('anna').next(),
    next: '/settings',
  });
  assert.equal(done.location, '/settings');
  const signedIn = visitor.cookies.get('session');
  assert.ok(signedIn !== pending && signedIn !== planted);
  assert.equal((await visitor.get('/settings')).status, 200);
  for (const old of [planted, pending]) {
    const thief = site.visitor();
    thief.cookies.set('session', old ?? '');
    assert.equal((await thief.get('/settings')).status, 303);
    assert.equal((await thief.get('/login/code')).status, 303);
  }
});

test('a recovery code lets in where the code is asked for, once', async () => {
  const code = phoneOf('anna').recoveryCode();
  const { email, password } = people.anna;
  const attempt = async () => {
    const visitor = site.visitor();
    const { location } = await visitor.submit('/login', '/login', { email, password });
    assert.match((await visitor.get(`${location}&recovery`)).text, /Recovery code/);
    return visitor.submit(`${location}&recovery`, '/login/code', { code, recovery: '1' });
  };
  assert.deepEqual([(await attempt()).status, (await attempt()).status], [303, 401]);
});

test('a new password by a link or by its owner leaves the second factor as it is (row 4)', async () => {
  const program = site.program();
  await program.signIn('anna');
  const changed = 'Forty 40 winks & a nod';
  const change = { current_password: people.anna.password, new_password: changed };
  assert.equal((await program.call('PUT', '/users/me/password', change)).status, 204);
  const reply = await site.program().post('/auth/login', { email: people.anna.email, password: changed });
  assert.deepEqual(said(reply), [401, 'two_factor_required']);
  assert.equal((await program.refresh()).status, 200);
  assert.deepEqual(claimsOf(program.token).amr, ['pwd', 'otp', 'mfa'], 'and of the sign-in that goes on');
});

test('the history tells by what somebody signed in, and of codes that were wrong', async () => {
  const program = site.program();
  await program.signIn('anna', 'Forty 40 winks & a nod');
  const { items } = (await program.get('/users/me/sign-ins')).body;
  const kinds = new Set(items.map(({ method, outcome }: Record<string, string>) => `${method} ${outcome}`));
  for (const kind of ['totp success', 'recovery_code success', 'recovery_code wrong_code'])
    assert.ok(kinds.has(kind), `${kind}: ${[...kinds]}`);
});
