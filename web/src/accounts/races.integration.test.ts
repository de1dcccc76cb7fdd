import assert from 'node:assert/strict';
import { test } from 'node:test';
import { people } from '../../testing/people/people.ts';
import { testSite } from '../../testing/website.ts';

const site = await testSite();
for (const name of ['anna', 'boris'] as const) await site.program().register(name);
await site.enrol('anna');
const phone = site.phones.get('anna');

test('a pending sign-in succeeds once, also with three valid recovery codes at the same time (row 54)', async () => {
  const { email, password } = people.anna;
  const { body } = await site.program().post('/auth/login', { email, password });
  const codes = [1, 2, 3].map(() => phone?.recoveryCode() ?? '');
  const finish = (code: string) =>
    site.program().post('/auth/login/code', { pending_token: body.pending_token, code });
  const replies = await Promise.all(codes.map(finish));
  assert.deepEqual(replies.map(({ status }) => status).toSorted(), [200, 401, 401]);
  assert.deepEqual((await finish(codes[0] ?? '')).body.code, 'token_revoked');

  const unused = codes.filter((_, at) => replies[at]?.status !== 200);
  for (const code of unused)
    assert.equal((await site.program().post('/auth/login', { email, password, code })).status, 200);
});

test('on the pages, one password leads to one sign-in, whatever codes arrive at once (row 54)', async () => {
  const { email, password } = people.anna;
  const visitor = site.visitor();
  await visitor.submit('/login', '/login', { email, password });
  const codes = [1, 2, 3].map(() => phone?.recoveryCode() ?? '');
  const _csrf = await visitor.token('/login/code');
  const pages = await Promise.all(
    codes.map((code) => visitor.post('/login/code', { _csrf, code, recovery: '1' })),
  );
  assert.equal(pages.filter(({ status }) => status === 303).length, 1);
});

test('of two simultaneous password changes one succeeds and the other gets an error (row 54)', async () => {
  const program = site.program();
  await program.signIn('boris');
  // One account is refused a third password at once.
  const passwords = ['Harbour 8 lights', 'Harbour 9 lights'];
  const replies = await Promise.all(
    passwords.map((new_password) =>
      program.call('PUT', '/users/me/password', { current_password: people.boris.password, new_password }),
    ),
  );
  const made = replies.filter(({ status }) => status === 204);
  assert.equal(made.length, 1);
  // Who came a moment later was signed out by then, or has no right password any more.
  for (const { status, body } of replies.filter((reply) => !made.includes(reply)))
    assert.ok(
      [400, 401, 409, 422].includes(status) || body.code === 'changed_meanwhile',
      `${status} ${body?.code}`,
    );
  for (const [at, password] of passwords.entries()) {
    const { status } = await site.program().post('/auth/login', { email: people.boris.email, password });
    assert.equal(status, replies[at]?.status === 204 ? 200 : 401);
  }
});
