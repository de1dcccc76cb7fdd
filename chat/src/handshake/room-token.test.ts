import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import test from 'node:test';
import fc from 'fast-check';
import { createLocalJWKSet, exportSPKI, SignJWT } from 'jose';
import { createIssuer, type TokenOptions } from '../testing/issuer.ts';
import { anna, kitchen } from '../testing/people.ts';
import { verifyRoomToken } from './room-token.ts';

const issuer = await createIssuer();
const keys = createLocalJWKSet(issuer.jwks);
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

test('a valid room token contains account, room and expiry', async () => {
  const claims = await verifyRoomToken(await issuer.token(anna), keys);
  assert.deepEqual(
    [claims.sub, claims.name, claims.room_id, claims.room],
    [anna.id, anna.name, kitchen.id, kitchen.name],
  );
  assert.ok(claims.exp > Date.now() / 1000);
});

test('a token with any wrong claim is refused, an expired one with its own reason (row 17)', async () => {
  const hour = 3600;
  const cases: [TokenOptions, string][] = [
    [{ expires: -1 }, 'token_expired'],
    [{ claims: { exp: undefined } as never }, 'token_invalid'],
    [{ claims: { nbf: Math.trunc(Date.now() / 1000) + hour } }, 'token_invalid'],
    [{ claims: { iss: 'somebody' } }, 'token_invalid'],
    [{ claims: { aud: 'lantern-api' } }, 'token_invalid'],
    [{ claims: { sub: 'anna' } }, 'token_invalid'],
    [{ claims: { name: '' } }, 'token_invalid'],
    [{ claims: { room_id: '../kitchen' } }, 'token_invalid'],
    [{ header: { typ: 'at+jwt' } }, 'token_invalid'],
    [{ claims: { aud: ['lantern-chat', 'lantern-api'] } }, 'token_invalid'],
    [{ header: { kid: '../../keys' } }, 'token_signature'],
    [{ header: { crit: ['b64'], b64: true } as never }, 'token_invalid'],
  ];
  for (const [options, code] of cases) {
    const token = await issuer.token(anna, options);
    await assert.rejects(verifyRoomToken(token, keys), { name: 'TokenError', code }, JSON.stringify(options));
  }
});

test('a token without a signature, with another algorithm or a flipped bit is refused (row 17)', async () => {
  const [header = '', payload = '', signature = ''] = (await issuer.token(anna)).split('.');
  const none = `${encode({ alg: 'none', typ: 'room+jwt' })}.${payload}.`;
  const confused = `${encode({ alg: 'HS256', typ: 'room+jwt', kid: 'test' })}.${payload}`;
  const hmac = createHmac('sha256', await exportSPKI(issuer.publicKey))
    .update(confused)
    .digest('base64url');
  const flipped = `${signature[0] === 'A' ? 'B' : 'A'}${signature.slice(1)}`;
  for (const token of [none, `${confused}.${hmac}`, `${header}.${payload}.${flipped}`]) {
    await assert.rejects(verifyRoomToken(token, keys), { code: 'token_signature' });
  }
  await assert.rejects(verifyRoomToken('x', keys), { code: 'token_invalid' });
});

test('anything other than a token is refused without an error (row 17)', async () => {
  const good = await issuer.token(anna);
  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .array(fc.json().map((json) => Buffer.from(json).toString('base64url')))
      .map((parts) => parts.join('.')),
    fc
      .tuple(fc.nat(good.length - 1), fc.string({ minLength: 1, maxLength: 1, unit: 'binary' }))
      .map(([at, put]) => good.slice(0, at) + put + good.slice(at + 1)),
    fc.nat(good.length - 1).map((at) => good.slice(0, at)),
  );
  await fc.assert(
    fc.asyncProperty(anything, async (token) => {
      fc.pre(!samePayload(token, good));
      await assert.rejects(verifyRoomToken(token, keys), { name: 'TokenError' });
    }),
    { numRuns: 300 },
  );
});

/** Whether both are the same bytes: the last character of base64url has bits that mean nothing. */
function samePayload(one: string, other: string): boolean {
  const bytes = (token: string) =>
    token
      .split('.')
      .map((part) => (/^[\w-]*$/.test(part) ? Buffer.from(part, 'base64url').toString('hex') : part));
  return String(bytes(one)) === String(bytes(other));
}

test('a key inside the token is ignored (row 17)', async () => {
  const stranger = await createIssuer('test');
  const payload = JSON.parse(
    Buffer.from((await issuer.token(anna)).split('.')[1] ?? '', 'base64url').toString(),
  );
  const jwk = stranger.jwks.keys[0];
  assert.ok(jwk);
  const token = await new SignJWT(payload)
    .setProtectedHeader({ alg: 'EdDSA', typ: 'room+jwt', kid: 'test', jwk, jku: 'http://127.0.0.1:1/jwks' })
    .sign(stranger.privateKey);
  await assert.rejects(verifyRoomToken(token, keys), { code: 'token_signature' });
});

test('unavailable keys do not make a token invalid', async () => {
  const unreachable = () => Promise.reject(new Error('connection refused'));
  await assert.rejects(verifyRoomToken(await issuer.token(anna), unreachable), { name: 'TokenUncheckable' });
});
