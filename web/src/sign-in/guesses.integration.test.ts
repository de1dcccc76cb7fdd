import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Authenticator } from '../../testing/people/authenticator.ts';
import { people } from '../../testing/people/people.ts';
import type { Reply } from '../../testing/people/program.ts';
import { testSite } from '../../testing/website.ts';

// No clock ends a lock early, so each test has an account of its own.
const site = await testSite();
for (const name of ['anna', 'boris', 'clara'] as const) await site.program().register(name);
await site.enrol('anna', 'boris', 'clara');
const said = ({ status, body }: Reply) => [status, body?.code];
const phoneOf = (name: 'anna' | 'boris' | 'clara') => {
  const phone = site.phones.get(name);
  assert.ok(phone);
  return phone;
};
const finish = (pending: string, code: string) =>
  site.program().post('/auth/login/code', { pending_token: pending, code });

test('5 wrong codes end the sign-in, and repeating the password does not give 5 more (row 8)', async () => {
  const { email, password } = people.clara;
  const phone = phoneOf('clara');
  const owner = site.program();
  await owner.signIn('clara');
  const visitor = site.visitor();
  const page = await visitor.submit('/login', '/login', { email, password });
  assert.equal(page.location, '/login/code?next=%2F');
  const type = (code: string) => visitor.submit('/login/code', '/login/code', { code });
  for (const code of ['000000', '111111', '222222']) {
    const again = await type(code);
    assert.equal(again.status, 401);
    assert.match(again.text, /This code is wrong or was already used/);
  }
  const { body } = await site.program().post('/auth/login', { email, password });
  assert.deepEqual(said(await finish(body.pending_token, '333333')), [401, 'code_invalid']);
  const both = await site.program().post('/auth/login', { email, password, code: 'wrong-wron-gwro-ngwr' });
  assert.deepEqual(said(both), [401, 'code_invalid']);

  const sixth = await finish(body.pending_token, phone.next());
  assert.deepEqual(said(sixth), [429, 'too_many_requests']);
  assert.ok(Number(sixth.headers.get('retry-after')) > 0);
  const ended = await type(phone.code());
  assert.equal(ended.status, 429);
  assert.doesNotMatch(ended.text, /name="code"/);
  assert.equal((await visitor.get('/login/code')).location, '/login?next=%2F');
  const repeated = await site.program().post('/auth/login', { email, password, code: phone.next() });
  assert.deepEqual(said(repeated), [429, 'too_many_requests']);
  assert.equal((await owner.get('/users/me')).status, 200, 'the owner goes on');
});

test('of many simultaneous wrong codes five are checked (rows 7, 8)', async () => {
  const { email, password } = people.boris;
  await site.program().signIn('boris');
  const guesses = Array.from({ length: 12 }, (_, at) => String(100_000 + at));
  const replies = await Promise.all(
    guesses.map((code) => site.program().post('/auth/login', { email, password, code })),
  );
  assert.equal(replies.filter(({ status }) => status === 401).length, 5);
  assert.equal(replies.filter(({ status }) => status === 429).length, 7);
});

test('a right code forgives no wrong one, of the app that is there or of one that is set up (row 8)', async () => {
  const { email, password } = people.anna;
  const phone = phoneOf('anna');
  const signIn = (code: string) => site.program().post('/auth/login', { email, password, code });
  const owner = site.program();
  await owner.signIn('anna');
  for (const guess of ['000000', '111111', '222222', '333333'])
    assert.deepEqual(said(await signIn(guess)), [401, 'code_invalid']);
  assert.equal((await signIn(phone.next())).status, 200);
  assert.equal((await signIn(phone.recoveryCode())).status, 200, 'nor is a right one counted');
  const setUp = { current_password: password, code: phone.next() };
  const { secret } = (await owner.post('/users/me/two-factor', setUp)).body;
  const other = new Authenticator(secret, site.clock);
  assert.equal((await owner.call('PUT', '/users/me/two-factor', { code: other.code() })).status, 200);

  assert.deepEqual(said(await signIn('444444')), [401, 'code_invalid']);
  assert.deepEqual(said(await signIn('555555')), [429, 'too_many_requests']);
});
