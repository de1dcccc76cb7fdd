import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import { test } from 'node:test';
import { Authenticator } from '../../testing/people/authenticator.ts';
import { people } from '../../testing/people/people.ts';
import { testSite } from '../../testing/website.ts';

const site = await testSite();
const { email, password } = people.anna;
const changed = 'Harbour 8 lights';
await site.program().register('anna');

/** Sends a call but for the end of its body, and waits until the site has begun with it. */
async function hold(token: string, method: string, path: string, begin: string) {
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    expect: '100-continue',
  };
  const sent = request(site.url + path, { method, headers });
  const answered = once(sent, 'response');
  sent.flushHeaders();
  await once(sent, 'continue');
  sent.write(begin);
  return async (end: string) => {
    sent.end(end);
    const [response] = await answered;
    const text = response.statusCode === 204 ? undefined : await json(response);
    return { status: response.statusCode, code: (text as { code?: string })?.code };
  };
}

async function signedIn(as: string = password) {
  const program = site.program();
  await program.signIn('anna', as);
  return program;
}

test('a request whose body ends after its sign-in was revoked is refused (row 44)', async () => {
  const [thief, owner] = [await signedIn(), await signedIn()];
  const setup = await thief.post('/users/me/two-factor', { current_password: password });
  const app = new Authenticator(setup.body.secret, site.clock);
  const finish = [
    await hold(thief.token, 'PUT', '/users/me/two-factor', '{"code":'),
    await hold(thief.token, 'POST', '/kv/write', '{"data":'),
    await hold(thief.token, 'POST', '/rooms', '{"name":'),
  ];
  // Asks what the held ones have asked before: whose token it is.
  assert.equal((await owner.get('/users/me')).status, 200);
  const change = { current_password: password, new_password: changed };
  assert.equal((await owner.call('PUT', '/users/me/password', change)).status, 204);
  const ends = [`"${app.code()}"}`, '{"a":1}}', '"Of a thief"}'];
  for (const [at, end] of ends.entries())
    assert.deepEqual(await finish[at]?.(end), { status: 401, code: 'token_revoked' });
  assert.equal((await site.program().post('/auth/login', { email, password: changed })).status, 200);
});

test('an app that was begun with the old password is not confirmed after the new one (row 45)', async () => {
  const [thief, owner] = [await signedIn(changed), await signedIn(changed)];
  const setup = await thief.post('/users/me/two-factor', { current_password: changed });
  const app = new Authenticator(setup.body.secret, site.clock);
  const change = { current_password: changed, new_password: password };
  await owner.call('PUT', '/users/me/password', change);
  const found = await signedIn();
  const { status, body } = await found.call('PUT', '/users/me/two-factor', { code: app.code() });
  assert.deepEqual([status, body.code], [409, 'two_factor_not_begun']);
});
