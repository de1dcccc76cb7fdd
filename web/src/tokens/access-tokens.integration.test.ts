import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { exportJWK, jwtVerify } from 'jose';
import { claimsOf, headerOf, hmacSigned, newKey, sign, unsigned } from '../../testing/people/forger.ts';
import { NOBODY } from '../../testing/people/holders.ts';
import { testSite } from '../../testing/website.ts';
import { accessTokenVerifier } from './access-tokens.ts';

const site = await testSite();
const anna = site.program();
await anna.register('anna');
await anna.signIn('anna');
const good = anna.token;
const [claims, header] = [claimsOf(good), headerOf(good)];
const { current } = site.signingKeys;
const now = Math.floor(Date.now() / 1000);

async function answerTo(token: string) {
  const { status, body, headers } = await anna.get('/users/me', { authorization: `Bearer ${token}` });
  assert.match(headers.get('www-authenticate') ?? (status === 200 ? 'Bearer' : ''), /^Bearer/);
  return status === 200 ? 'ok' : `${status} ${body.code}`;
}
const bent = (change: object, headers: object = {}) =>
  sign({ ...claims, ...change }, { ...header, ...headers }, current.key);

test('an access token says who it is for, for whom it is, and until when', async () => {
  const { body: me } = await anna.get('/users/me');
  assert.deepEqual(Object.keys(header).sort(), ['alg', 'kid', 'typ']);
  assert.deepEqual(
    [header.alg, header.typ, header.kid],
    ['EdDSA', 'at+jwt', site.signingKeys.jwks.keys[0]?.kid],
  );
  const { sub, user_id, email, role, iss, aud, iat, exp } = claims;
  assert.deepEqual([sub, user_id, email, role], [me.id, me.id, me.email, 'member']);
  assert.deepEqual([iss, aud, Number(exp) - Number(iat)], ['lantern', 'lantern-api', 900]);
});

test('a token that we did not sign so is 401 token_signature (row 17)', async () => {
  const [head = '', body = '', signature = ''] = good.split('.');
  const flip = (text: string, at: number) =>
    text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
  const jwk = site.signingKeys.jwks.keys[0];
  const forgeries = {
    'alg none': unsigned(claims, { ...header, alg: 'none' }),
    'alg none with a signature': `${unsigned(claims, { ...header, alg: 'none' })}${signature}`,
    'HS256 with the public key': hmacSigned(claims, header, jwk?.x ?? ''),
    'HS256 with the published key': hmacSigned(claims, header, JSON.stringify(jwk)),
    'another key': await sign(claims, header, await newKey()),
    'a bit of the signature': [head, body, flip(signature, 10)].join('.'),
    'the last character': [head, body, flip(signature, signature.length - 1)].join('.'),
    'another person': [
      head,
      Buffer.from(JSON.stringify({ ...claims, role: 'superuser' })).toString('base64url'),
      signature,
    ].join('.'),
    'a bit of the body': [head, flip(body, 20), signature].join('.'),
  };
  for (const [what, token] of Object.entries(forgeries)) {
    assert.equal(await answerTo(token), '401 token_signature', what);
  }
});

test('an expired token is 401 token_expired (row 17)', async () => {
  assert.equal(await answerTo(await bent({})), 'ok');
  assert.equal(await answerTo(await bent({ iat: now - 1000, exp: now - 1 })), '401 token_expired');
});

test('a token that was taken before is refused from the second on in which it expires (row 17)', async () => {
  const token = await bent({ exp: Math.floor(Date.now() / 1000) + 2 });
  assert.equal(await answerTo(token), 'ok');
  let answer = 'ok';
  while (answer === 'ok') answer = await answerTo(token);
  assert.equal(answer, '401 token_expired');
});

test('a changed token is accepted exactly when jose accepts it, whatever came before (row 17)', async () => {
  const verify = accessTokenVerifier(site.signingKeys);
  const judged = (promise: Promise<unknown>) =>
    promise.then(
      () => true,
      () => false,
    );
  const terms = { issuer: 'lantern', audience: 'lantern-api', typ: 'at+jwt', algorithms: ['EdDSA'] };
  await fc.assert(
    fc.asyncProperty(fc.nat(good.length - 1), fc.base64String({ maxLength: 3 }), async (at, put) => {
      assert.equal(await judged(verify(good)), true);
      const token = good.slice(0, at) + put + good.slice(at + put.length);
      const jose = await judged(jwtVerify(token, site.signingKeys.find, terms));
      // Base64url's last character may hold bits that mean nothing: jose takes another spelling, we do not.
      const isRespelt = at + put.length >= good.length && token !== good;
      assert.equal(await judged(verify(token)), jose && !isRespelt, token);
    }),
  );
});

test('a token of ours that is not one for this is 401 (row 17)', async () => {
  const { exp, jti, sub, ...rest } = claims;
  const wrong = {
    'no exp': sign({ ...rest, jti, sub }, header, current.key),
    'no jti': sign({ ...rest, exp, sub }, header, current.key),
    'no sub': sign({ ...rest, exp, jti }, header, current.key),
    'not yet': bent({ nbf: now + 600 }),
    'other audience': bent({ aud: 'lantern-chat' }),
    'other issuer': bent({ iss: 'https://example.org' }),
    'other type': bent({}, { typ: 'JWT' }),
    'no type': bent({}, { typ: undefined }),
    nobody: bent({ sub: NOBODY }),
    'not an id': bent({ sub: "' or 1=1" }),
    'unknown key': bent({}, { kid: 'nobody' }),
    'path-like key': bent({}, { kid: '../../../../dev/null' }),
    'key as a query': bent({}, { kid: "' union select 'x" }),
  };
  for (const [what, token] of Object.entries(wrong)) {
    assert.equal(
      await answerTo(await token),
      what === 'nobody' ? '401 token_revoked' : '401 token_invalid',
      what,
    );
  }
  for (const token of ['x', 'a.b', 'a.b.c', '..', `${good}.x`, `${good}a`, 'null'])
    assert.match(await answerTo(token), /^401 token_(invalid|signature)$/, token);
});

test('keys that a token brings or names are not used, and nothing is fetched (row 17)', async () => {
  const asked: string[] = [];
  const elsewhere = createServer((req, res) => {
    asked.push(req.url ?? '');
    res.end('{}');
  });
  await new Promise<void>((listening) => elsewhere.listen(0, '127.0.0.1', listening));
  after(() => elsewhere.close());
  const url = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/keys`;
  const own = await newKey();
  const jwk = await exportJWK(own).catch(() => ({
    kty: 'OKP',
    crv: 'Ed25519',
    x: site.signingKeys.jwks.keys[0]?.x,
  }));
  for (const brought of [
    { jwk },
    { jku: url },
    { x5u: url },
    { jku: url, kid: 'theirs' },
    { jwk, kid: undefined },
  ]) {
    const token = await sign(claims, { ...header, ...brought } as typeof header, own);
    assert.match(await answerTo(token), /^401 token_(invalid|signature)$/, Object.keys(brought).join());
  }
  assert.deepEqual(asked, []);
});

test('only an access token opens the API, and only the Authorization header brings it (row 18)', async () => {
  const { body: room } = await anna.post('/rooms', { name: 'For a room token' });
  const { body: pass } = await anna.post(`/rooms/${room.id}/token`);
  assert.equal(await answerTo(pass.token), '401 token_invalid');
  assert.equal(await answerTo(anna.refreshToken), '401 token_invalid');
  const refreshed = await anna.post('/auth/refresh', { refresh_token: good });
  assert.deepEqual([refreshed.status, refreshed.body.code], [401, 'token_invalid']);

  const bare = site.program();
  for (const [path, headers] of [
    [`/users/me`, {}],
    ['/users/me', { authorization: `Basic ${Buffer.from('anna:x').toString('base64')}` }],
    ['/users/me', { authorization: 'Bearer' }],
    ['/users/me', { cookie: `token=${good}; session=${good}` }],
    [`/users/me?access_token=${good}`, {}],
  ] as const) {
    const { status, body } = await bare.get(path, headers);
    assert.deepEqual([status, body.code], [401, 'token_missing'], path);
  }
});

test('a cookie session is no way into the API', async () => {
  const visitor = site.visitor();
  await visitor.signIn('anna');
  const page = await visitor.get('/users/me');
  assert.equal(page.status, 401);
  assert.equal(JSON.parse(page.text).code, 'token_missing');
});

test('a disabled account’s token is refused at the next call (row 28)', async () => {
  const boris = site.program();
  await boris.register('boris');
  await boris.signIn('boris');
  await site.connection.query(
    `update user_service set disabled_at = now() from users where users.id = user_id and login = 'boris'`,
  );
  assert.equal((await boris.get('/users/me')).body.code, 'token_revoked');
  assert.equal((await boris.refresh()).body.code, 'token_revoked');
  assert.equal((await boris.signIn('boris')).body.code, 'account_disabled');
});

test('after a key is retired its tokens are 401, and the new one has another name (row 19)', async () => {
  assert.equal(await answerTo(good), 'ok');
  await site.connection.query('delete from signing_keys');
  const restarted = await testSite({ parts: site.parts });
  const program = restarted.program();
  program.token = good;
  assert.equal((await program.get('/users/me')).body.code, 'token_invalid');
  await program.signIn('anna');
  assert.equal((await program.get('/users/me')).status, 200);
  assert.notEqual(headerOf(program.token).kid, header.kid);
  // One that goes on reads its keys again every half a minute: what it remembers of the old one is over then.
  assert.equal(await answerTo(good), 'ok');
  await site.signingKeys.reload();
  assert.equal(await answerTo(good), '401 token_invalid');
});
