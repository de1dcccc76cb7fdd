import assert from 'node:assert/strict';
import { test } from 'node:test';
import { people } from '../../testing/people/people.ts';
import { testSite } from '../../testing/website.ts';

const site = await testSite();
const lines = () => site.log.flatMap((line) => JSON.parse(line));
const signIns = () => lines().filter(({ act }) => act === 'sign-in');

test('the log has sign-ins, refusals and registrations with their address (row 41)', async () => {
  const { anna } = people;
  const visitor = site.visitor();
  await visitor.signUp('anna');
  const program = site.program();
  await program.signIn('anna', 'Wrong by 1 letter');
  await program.signIn('anna');
  await program.post('/auth/login', { email: 'nobody@example.org', password: anna.password });
  const { id } = (await program.get('/users/me')).body;
  assert.deepEqual(
    signIns().map(({ outcome, user_id, ip }) => [outcome, user_id, ip]),
    [
      ['success', id, '127.0.0.1'],
      ['wrong_password', id, '127.0.0.1'],
      ['success', id, '127.0.0.1'],
      ['unknown_account', undefined, '127.0.0.1'],
    ],
  );
  assert.ok(lines().some(({ act, user_id }) => act === 'account.created' && user_id === id));
  await site.connection.query('update user_service set disabled_at = now()');
  await program.signIn('anna');
  assert.equal(signIns().at(-1).outcome, 'disabled');
  await site.connection.query('update user_service set disabled_at = null');
});

test('the log has refused attempts over a limit (row 41)', async () => {
  const strict = await testSite({ rateLimitFactor: 0.1 });
  for (let guess = 0; guess < 2; guess++)
    await strict.program().post('/auth/login', { email: `many${process.pid}`, password: 'Guess № 1' });
  const outcomes = strict.log.map((line) => JSON.parse(line).outcome).filter(Boolean);
  assert.deepEqual(outcomes, ['unknown_account', 'too_many_requests']);
});

test('the log never contains a password, token, cookie or search text (row 41)', async () => {
  const { email, password } = people.boris;
  const visitor = site.visitor({ referer: `${site.url}/login?token=in-the-referer` });
  const program = site.program();
  const csrf = await visitor.token('/signup');
  await visitor.signUp('boris');
  const room = await visitor.createRoom('A quiet room');
  await program.signIn('boris');
  const first = [program.token, program.refreshToken];
  await program.refresh();
  await program.post('/auth/refresh', { refresh_token: first[1] });
  await program.signIn('boris');
  const pass = (await program.post(`/rooms/${room}/token`)).body.token;
  const typed = 'Typed 1 into the wrong field';
  await visitor.get(`/search?q=${encodeURIComponent('searched for this')}&access_token=${program.token}`);
  await program.post('/auth/login', { email: typed, password });
  await program.post('/auth/login', `{"email":"${email}","password":"${typed}"`);
  await program.get('/users/me', { authorization: `Bearer ${program.token}x` });
  await program.call('PUT', '/users/me/password', { current_password: typed, new_password: `${typed}!` });
  await visitor.submit('/login', '/login', { email, password: typed, next: `/?token=${pass}` });
  const cookie = decodeURIComponent(visitor.cookies.get('session') ?? '');

  const log = site.log.join('\n');
  assert.match(log, /"path":"\/search"/);
  const secrets = [password, typed, csrf, pass, program.token, program.refreshToken, ...first, cookie];
  for (const secret of [...secrets, 'searched', 'in-the-referer', email])
    assert.ok(secret.length > 5 && !log.includes(secret), secret);
  // Not even the part of it that makes it good.
  for (const token of [pass, program.token, ...first, cookie])
    assert.ok(!log.includes(token.split('.').at(-1) ?? ''));
});

test('a line break in input does not break a log line (row 41)', async () => {
  const forged = '\r\n{"level":30,"act":"sign-in","outcome":"success","msg":"forged"}\n';
  await site.program().post('/auth/login', { email: `eve${forged}`, password: 'Guess № 1' });
  await site.visitor().submit('/login', '/login', { email: `eve${forged}`, password: 'Guess № 1' });
  await site.visitor().get(`/nowhere${encodeURIComponent(forged)}`);
  for (const line of site.log) {
    assert.equal(line.indexOf('\n'), line.length - 1);
    assert.notEqual(JSON.parse(line).msg, 'forged');
  }
});
