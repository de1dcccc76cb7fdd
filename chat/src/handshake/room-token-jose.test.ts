import assert from 'node:assert/strict';
import { KeyObject, sign } from 'node:crypto';
import test from 'node:test';
import fc from 'fast-check';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { ROOM_TOKEN, roomTokenClaims } from '../protocol.ts';
import { openChatFixture } from '../testing/chat-fixture.ts';
import { createIssuer } from '../testing/issuer.ts';
import { anna } from '../testing/people.ts';
import { requestUpgrade } from '../testing/upgrade-request.ts';
import { verifyRoomToken } from './room-token.ts';

const issuer = await createIssuer();
const stranger = await createIssuer();
const keys = createLocalJWKSet(issuer.jwks);
const good = await issuer.token(anna);
const [goodHeader = '', goodPayload = '', goodSignature = ''] = good.split('.');
const text = (part: string) => Buffer.from(part, 'base64url').toString();
const encode = (json: string) => Buffer.from(json).toString('base64url');

test('a forged token header locks no other token out (row 43)', async () => {
  await using fixture = await openChatFixture();
  const token = await fixture.issuer.token(anna);
  const [header = '', payload = ''] = token.split('.');
  const enter = async (shown: string) =>
    (await requestUpgrade(fixture.port, { Authorization: `Bearer ${shown}` })).status;
  assert.equal(await enter(token), 101);
  for (const forged of [
    { alg: 'none', part: header },
    { alg: 'none', part: header, header, protectedPart: header, kid: 'test', typ: 'x' },
    { alg: 'EdDSA', kid: 'nobody', part: header },
    { alg: 'EdDSA', kid: 'test', typ: 'room+jwt', part: header },
    { alg: 'HS256', ['__proto__']: { part: header }, constructor: header },
  ]) {
    assert.equal(await enter(`${encode(JSON.stringify(forged))}.${payload}.${'A'.repeat(86)}`), 401);
    assert.equal(await enter(token), 101);
  }
  const boriss = await fixture.enter(anna);
  boriss.send({
    type: 'renew',
    token: `${encode(JSON.stringify({ alg: 'none', part: header }))}.${payload}.`,
  });
  assert.equal((await boriss.next('error')).code, 'token_invalid');
  assert.equal(await enter(token), 101);
});

test('chat accepts a token exactly when jose does, before and after any other token (row 43)', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(signed, mutated, madeUp), async (token) => {
      const expected = await byJose(token);
      // A header that jose found good is known the second time.
      for (const _ of ['first', 'again']) assert.deepEqual(await ours(token), expected);
      assert.equal((await ours(good))?.sub, anna.id);
    }),
    { numRuns: 3000 },
  );
});

test('the comparison with jose includes valid tokens (row 43)', async () => {
  const tried = fc.sample(signed, 500);
  const accepted = (await Promise.all(tried.map(ours))).filter((claims) => claims !== undefined).length;
  assert.ok(accepted > 20 && accepted < 480, `${accepted} of 500`);
});

const ours = (token: string) =>
  verifyRoomToken(token, keys).catch((error) => {
    assert.equal(error.name, 'TokenError', error.stack);
    return undefined;
  });

/**
 * jose reads base64url with padding, blanks and bits that mean nothing, knows an extension, and takes tokens that are for
 * others as well. Beside that it decides.
 */
async function byJose(token: string) {
  if (token.split('.').some((part) => encodeBytes(part) !== part)) return undefined;
  const { issuer: iss, audience, type: typ } = ROOM_TOKEN;
  const options = { algorithms: ['EdDSA'], issuer: iss, audience, typ, requiredClaims: ['sub', 'exp'] };
  const verified = await jwtVerify(token, keys, options).catch(() => undefined);
  if (!verified || verified.protectedHeader.crit !== undefined) return undefined;
  if (typeof verified.payload.aud !== 'string') return undefined;
  return roomTokenClaims.safeParse(verified.payload).data;
}

const encodeBytes = (part: string) => Buffer.from(part, 'base64url').toString('base64url');

const seconds = Math.trunc(Date.now() / 1000);
const moment = fc.oneof(
  fc.constantFrom(seconds - 3600, seconds + 3600, seconds - 0.5, seconds + 3600.5, 0, -1),
  fc.constantFrom('"1e12"', '1e999', '-1e999', '1e300', '9007199254740993', 'null', 'true', '[]', '{}'),
);
const scrap = fc.oneof(
  fc.json({ maxDepth: 2 }),
  fc.constantFrom('"EdDSA"', '"test"', '"room+jwt"', '"lantern"'),
);
const json = (value: unknown) => JSON.stringify(value);

/** Members of an object in JSON text, so that names may come twice; sometimes with one more, or another in its place. */
function members(usual: Record<string, string>, odd: fc.Arbitrary<[string, string]>) {
  const entries = Object.entries(usual);
  return fc
    .tuple(fc.array(odd, { maxLength: 2 }), fc.option(fc.constantFrom(...Object.keys(usual))), fc.boolean())
    .map(([more, without, first]) => {
      const kept = entries.filter(([name]) => name !== without || more.length === 0);
      const all = first ? [...more, ...kept] : [...kept, ...more];
      return `{${all.map(([name, value]) => `${json(name)}:${value}`).join(',')}}`;
    });
}

const oddHeader: fc.Arbitrary<[string, string]> = fc.oneof(
  fc.constantFrom<[string, string]>(
    ['crit', '["b64"]'],
    ['crit', '[]'],
    ['crit', '["exp"]'],
    ['crit', 'null'],
    ['b64', 'false'],
    ['b64', 'true'],
    ['alg', '"none"'],
    ['alg', '"HS256"'],
    ['alg', '"Ed25519"'],
    ['alg', '"eddsa"'],
    ['typ', '"ROOM+jwt"'],
    ['typ', '"application/room+jwt"'],
    ['typ', '"at+jwt"'],
    ['typ', 'null'],
    ['kid', '"nobody"'],
    ['kid', 'null'],
    ['kid', '7'],
    ['part', json(goodHeader)],
    ['__proto__', '{"alg":"none"}'],
    ['__proto__', '{"kid":"test"}'],
    ['jwk', '{}'],
  ),
  fc.tuple(fc.constantFrom('alg', 'kid', 'typ', 'crit', 'b64', '__proto__', 'constructor', 'part'), scrap),
);
const oddClaim: fc.Arbitrary<[string, string]> = fc.oneof(
  fc.tuple(fc.constantFrom('exp', 'nbf', 'iat'), moment.map(String)),
  fc.tuple(
    fc.constant('aud'),
    fc.constantFrom(
      '["lantern-chat"]',
      '["lantern-chat","lantern-api"]',
      '"lantern-api"',
      '[]',
      '[["lantern-chat"]]',
    ),
  ),
  fc.tuple(fc.constantFrom('iss', 'sub', 'name', 'room', 'room_id', 'email', '__proto__', 'epoch'), scrap),
);
const claims = Object.fromEntries(
  Object.entries(JSON.parse(text(goodPayload))).map(([name, value]) => [name, json(value)]),
);
const blank = fc.constantFrom('', '', '', ' ', '\n', '\ufeff', '\0');
/** Somebody's bytes that are no UTF-8 among them. */
const part = (content: fc.Arbitrary<string>) =>
  fc
    .tuple(blank, content, blank, fc.constantFrom('utf8', 'utf8', 'utf8', 'latin1' as const))
    .map(([before, inner, after, charset]) =>
      Buffer.from(before + inner + after, charset as BufferEncoding).toString('base64url'),
    );
const bent = (whole: fc.Arbitrary<string>) =>
  fc
    .tuple(whole, fc.constantFrom('', '', '', '', '=', '==', ' ', '\n', 'A', '.', '\u0141'))
    .map(([inner, end]) => inner + end);

const header = part(members({ alg: '"EdDSA"', typ: '"room+jwt"', kid: '"test"' }, oddHeader));
const payload = part(members(claims, oddClaim));

/** Made-up headers and claims; the trusted key signs most of them. */
const signed = bent(
  fc
    .tuple(
      fc.oneof(fc.constant(goodHeader), bent(header)),
      fc.oneof(fc.constant(goodPayload), bent(payload)),
      fc.constantFrom(...Array(9).fill(issuer), stranger),
    )
    .map(([head, body, by]) => {
      const input = `${head}.${body}`;
      return `${input}.${sign(null, Buffer.from(input), KeyObject.from(by.privateKey)).toString('base64url')}`;
    }),
);
/** A good one with something changed, left out or put in; bits of the last letter that mean nothing, too. */
const mutated = fc.oneof(
  fc
    .tuple(
      fc.nat(good.length),
      fc.nat(2),
      fc.string({ maxLength: 2, unit: fc.constantFrom(...'AQgwz_-=. \n+/é\0') }),
    )
    .map(([at, gone, put]) => good.slice(0, at) + put + good.slice(at + gone)),
  fc
    .constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_')
    .map((last) => good.slice(0, -1) + last),
);
const madeUp = fc.oneof(
  fc
    .tuple(header, payload, fc.constantFrom('', goodSignature, 'A'.repeat(86)))
    .map((parts) => parts.join('.')),
  fc.tuple(header, fc.constant(goodPayload), fc.constant(goodSignature)).map((parts) => parts.join('.')),
  fc.array(part(fc.json()), { maxLength: 5 }).map((parts) => parts.join('.')),
  fc.string({ unit: 'binary' }),
);
