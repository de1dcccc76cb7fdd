import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freshAddress } from '../../../testing/address.ts';
import { claimsOf } from '../../../testing/people/forger.ts';
import type { PersonName } from '../../../testing/people/people.ts';
import { testSite } from '../../../testing/website.ts';

const site = await testSite();
await Promise.all((['anna', 'boris', 'clara'] as const).map((name) => site.program().register(name)));

async function signedIn(name: PersonName) {
  const program = site.program();
  await program.signIn(name);
  return program;
}
const renew = (token: string, headers?: Record<string, string>) =>
  site.program().post('/auth/refresh', { refresh_token: token }, headers);
/** As if everything had been used so long ago that no answer is still under way. */
const later = () =>
  site.connection.query(
    "update refresh_tokens set used_at = used_at - interval '11 seconds' where used_at is not null",
  );

test('a refresh token gives a new pair, and both new ones are good', async () => {
  const program = await signedIn('anna');
  const [before, refreshBefore] = [program.token, program.refreshToken];
  assert.equal((await program.refresh()).status, 200);
  assert.notEqual(program.token, before);
  assert.notEqual(program.refreshToken, refreshBefore);
  assert.equal((await program.get('/users/me')).status, 200);
  assert.equal((await program.refresh()).status, 200);
});

test('a refresh token used again is 401, its family is revoked, and that is logged without the token (row 21)', async () => {
  const program = await signedIn('anna');
  const other = await signedIn('anna');
  const stolen = program.refreshToken;
  const first = program.token;
  await program.refresh();
  await later();
  const again = await renew(stolen);
  assert.deepEqual([again.status, again.body.code], [401, 'token_revoked']);
  for (const token of [first, program.token]) {
    const asked = await site.program().get('/users/me', { authorization: `Bearer ${token}` });
    assert.deepEqual([asked.status, asked.body.code], [401, 'token_revoked']);
  }
  assert.equal((await program.refresh()).status, 401, 'its successor is dead too');
  assert.equal((await other.refresh()).status, 200, 'another sign-in goes on');
  const { family, sub } = claimsOf(program.token);
  const line = site.log.find((text) => text.includes('used again') && text.includes(String(family)));
  assert.equal(JSON.parse(line ?? '{}').user_id, sub);
  assert.ok(!site.log.join('\n').includes(stolen));
});

test('two refreshes of one client at the same moment get one pair, and so does one whose answer was lost (row 21)', async () => {
  for (let round = 0; round < 5; round++) {
    const { refreshToken } = await signedIn('boris');
    const replies = await Promise.all([renew(refreshToken), renew(refreshToken), renew(refreshToken)]);
    for (const reply of [...replies, await renew(refreshToken)])
      assert.deepEqual([reply.status, reply.body], [200, replies[0]?.body]);
    const tab = site.program();
    tab.token = replies[0]?.body.token;
    assert.equal((await tab.get('/users/me')).status, 200);
    assert.equal((await renew(replies[0]?.body.refresh_token)).status, 200, 'the chain goes on');
  }
});

test('a refresh token used again at once from elsewhere ends the sign-in (row 21)', async () => {
  const program = await signedIn('boris');
  const { refreshToken } = program;
  await program.refresh();
  const elsewhere = await renew(refreshToken, { 'user-agent': 'somebody else' });
  assert.deepEqual([elsewhere.status, elsewhere.body.code], [401, 'token_revoked']);
  assert.equal((await program.get('/users/me')).status, 401);
  assert.equal((await program.refresh()).status, 401);
});

test('a refresh token ends after 7 days, and the chain after 30, however often it is renewed (row 21)', async () => {
  const program = await signedIn('boris');
  const { rows } = await site.connection.query(
    `select extract(epoch from expires_at - now())::float / 86400 as days,
       extract(epoch from family_expires_at - now())::float / 86400 as family_days
     from refresh_tokens where family_id = $1`,
    [claimsOf(program.token).family],
  );
  assert.ok(Math.abs(Number(rows[0]?.days) - 7) < 0.01 && Math.abs(Number(rows[0]?.family_days) - 30) < 0.01);

  const family = claimsOf(program.token).family;
  await site.connection.query(
    `update refresh_tokens set family_expires_at = now() + interval '1 day' where family_id = $1`,
    [family],
  );
  await program.refresh();
  const late = await site.connection.query(
    'select 1 from refresh_tokens where family_id = $1 and expires_at > family_expires_at and used_at is null',
    [family],
  );
  assert.equal(late.rows.length, 0, 'no token outlives its chain');
  await site.connection.query('update refresh_tokens set expires_at = now() where family_id = $1', [family]);
  assert.equal((await program.refresh()).body.code, 'token_expired');
});

test('the database holds no refresh token that could be used', async () => {
  const { refreshToken } = await signedIn('clara');
  const { body } = await renew(refreshToken);
  const { rows } = await site.connection.query('select * from refresh_tokens');
  for (const token of [refreshToken, body.refresh_token]) assert.ok(!JSON.stringify(rows).includes(token));
  assert.ok(Buffer.from(refreshToken, 'base64url').length >= 32);
});

test('after signing out both tokens are 401, also after a restart; other sign-ins go on (row 12)', async () => {
  const [program, other] = [await signedIn('clara'), await signedIn('clara')];
  assert.equal((await program.post('/auth/logout')).status, 204);
  assert.equal((await program.get('/users/me')).body.code, 'token_revoked');
  assert.equal((await program.post('/auth/logout')).body.code, 'token_revoked');
  assert.equal((await renew(program.refreshToken)).status, 401);
  assert.equal((await other.get('/users/me')).status, 200);
  const restarted = await testSite({ parts: site.parts });
  const reply = await restarted.program().get('/users/me', { authorization: `Bearer ${program.token}` });
  assert.equal(reply.body.code, 'token_revoked');
});

test('a refresh at the very moment of signing out leaves nothing that is good (row 12)', async () => {
  for (let round = 0; round < 10; round++) {
    const program = await signedIn('clara');
    const [renewed] = await Promise.all([renew(program.refreshToken), program.post('/auth/logout')]);
    if (renewed.status === 200) assert.equal((await renew(renewed.body.refresh_token)).status, 401);
  }
});

test('signing out everywhere ends tokens, sessions and chat sockets of that person, and of nobody else (row 12)', async () => {
  const [program, other, boris, visitor] = [
    await signedIn('clara'),
    await signedIn('clara'),
    await signedIn('boris'),
    site.visitor(),
  ];
  await visitor.signIn('clara');
  assert.match((await visitor.get('/')).text, /My rooms/);
  assert.equal((await program.post('/auth/logout-everywhere')).status, 204);
  for (const each of [program, other]) {
    assert.equal((await each.get('/users/me')).body.code, 'token_revoked');
    assert.equal((await renew(each.refreshToken)).status, 401);
  }
  assert.doesNotMatch((await visitor.get('/')).text, /My rooms/);
  assert.deepEqual(site.notices.at(-1), {
    type: 'user-revocation',
    user_ids: [claimsOf(program.token).sub],
  });
  assert.equal((await boris.get('/users/me')).status, 200);

  assert.equal((await program.signIn('clara')).status, 200);
  assert.equal((await program.get('/users/me')).status, 200, 'and signing in again works at once');
  await visitor.signIn('clara');
  assert.match((await visitor.get('/')).text, /My rooms/);
});

test('a burst of refreshes is 429, and says how long to wait (row 7)', async () => {
  const strict = await testSite({ rateLimitFactor: 0.01, trustedProxies: ['loopback'] });
  const from = { 'x-forwarded-for': freshAddress() };
  const replies = [];
  for (let at = 0; at < 4; at++)
    replies.push(await strict.program().post('/auth/refresh', { refresh_token: 'x' }, from));
  assert.deepEqual(
    replies.map(({ status }) => status),
    [401, 401, 401, 429],
  );
  assert.ok(Number(replies[3]?.headers.get('retry-after')) > 0);
});
