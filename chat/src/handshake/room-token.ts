import { KeyObject, verify } from 'node:crypto';
import { type CryptoKey, errors, type JWTHeaderParameters, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { z } from 'zod';
import { ROOM_TOKEN, type RoomTokenClaims, roomTokenClaims } from '../protocol.ts';

/** Why a token is not accepted, in words that are stable. */
export type TokenProblem = 'token_invalid' | 'token_signature' | 'token_expired';

/** Not the token's word but ours: "none", and an HMAC with the public key as its secret, end here. */
const ALGORITHM = 'EdDSA';

export class TokenError extends Error {
  override name = 'TokenError';
  readonly code: TokenProblem;

  constructor(code: TokenProblem) {
    super(code);
    this.code = code;
  }
}

/** The token may be good, but nobody can tell: the public keys cannot be had. */
export class KeysUnavailable extends Error {
  override name = 'KeysUnavailable';
}

const claims = roomTokenClaims.extend({
  iss: z.literal(ROOM_TOKEN.issuer),
  /** A token that somebody else takes as well could be used here by them. */
  aud: z.literal(ROOM_TOKEN.audience),
});
/** So many headers are remembered: web signs with one key, and for a while with its successor. */
const MOST_HEADERS = 4;
/**
 * What the headers say that stood in tokens with a good signature, by their exact text. Tokens of one key have the same one,
 * and it need not be parsed again. Nothing gets in here before its signature is verified: a stranger could otherwise change
 * how the tokens of others are judged.
 */
const verifiedHeaders = new Map<string, { kid?: string }>();
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Checks a room token: signature, algorithm, issuer, audience, type, time, and every claim's form (RFC 7515, RFC 8725).
 *
 * A token with a header that was not verified before goes through jose as a whole. For all others the signature is looked at
 * here and now: through WebCrypto, as jose does it, a thread of its own would, and opening a connection would cost a fifth
 * more (decision 24). A property test holds both beside each other.
 *
 * @param token compact JWS
 * @param keys where the public keys come from
 * @returns who may enter which room until when
 * @throws TokenError when the token is not good
 * @throws KeysUnavailable when that could not be found out
 */
export async function verifyRoomToken(token: string, keys: JWTVerifyGetKey): Promise<RoomTokenClaims> {
  const parts = token.split('.');
  // Padding, white space and bits that mean nothing make another spelling of a token: that is another token, as for web.
  if (parts.length !== 3 || !parts.every(isCanonical)) throw new TokenError('token_invalid');
  const [header = '', payload = '', signature = ''] = parts;
  const verified = verifiedHeaders.get(header);
  if (!verified) return verifyWhole(token, header, keys);
  const key = await find(keys, { alg: ALGORITHM, ...verified });
  const signed = Buffer.from(token.slice(0, header.length + 1 + payload.length), 'latin1');
  if (!verify(null, signed, key, Buffer.from(signature, 'base64url')))
    throw new TokenError('token_signature');
  return accept(parse(payload));
}

/** The same by jose, from the first byte to the last. What the header says is kept when all of it is good. */
async function verifyWhole(token: string, header: string, keys: JWTVerifyGetKey): Promise<RoomTokenClaims> {
  const known: JWTVerifyGetKey = (named) => find(keys, named);
  const { protectedHeader, payload } = await jwtVerify(token, known, {
    algorithms: [ALGORITHM],
    typ: ROOM_TOKEN.type,
    issuer: ROOM_TOKEN.issuer,
    audience: ROOM_TOKEN.audience,
    requiredClaims: ['sub', 'exp'],
  }).catch((error) => {
    throw problemOf(error);
  });
  // Extensions that one has to understand (RFC 7515, section 4.1.11): we know none, jose one.
  if (protectedHeader.crit !== undefined) throw new TokenError('token_invalid');
  const accepted = accept(payload);
  const { kid } = protectedHeader;
  verifiedHeaders.set(header, kid === undefined ? {} : { kid });
  const [oldest] = verifiedHeaders.keys();
  if (verifiedHeaders.size > MOST_HEADERS && oldest !== undefined) verifiedHeaders.delete(oldest);
  return accepted;
}

/** @throws TokenError when these are not the claims of a room token that is good now */
function accept(said: unknown): RoomTokenClaims {
  const { data } = claims.safeParse(said);
  if (!data) throw new TokenError('token_invalid');
  const { exp, iss, aud, ...rest } = data;
  const seconds = Math.floor(Date.now() / 1000);
  const { nbf } = said as { nbf?: unknown };
  if (nbf !== undefined && !(typeof nbf === 'number' && nbf <= seconds))
    throw new TokenError('token_invalid');
  if (exp <= seconds) throw new TokenError('token_expired');
  return { exp, ...rest };
}

const isCanonical = (part: string) => Buffer.from(part, 'base64url').toString('base64url') === part;

/** @throws TokenError when `part` is not the base64url of JSON */
function parse(part: string): unknown {
  try {
    return JSON.parse(utf8.decode(Buffer.from(part, 'base64url')));
  } catch {
    throw new TokenError('token_invalid');
  }
}

function problemOf(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) return new TokenError('token_expired');
  const { JOSEAlgNotAllowed, JWSSignatureVerificationFailed } = errors;
  if ([JOSEAlgNotAllowed, JWSSignatureVerificationFailed].some((kind) => error instanceof kind))
    return new TokenError('token_signature');
  return error instanceof errors.JOSEError ? new TokenError('token_invalid') : error;
}

const objects = new WeakMap<object, KeyObject>();

/** Tells "there is no such key" from "the keys cannot be had". */
async function find(keys: JWTVerifyGetKey, named: JWTHeaderParameters): Promise<KeyObject> {
  try {
    const found = (await keys(named, { payload: '', signature: '' })) as CryptoKey;
    const object = objects.get(found) ?? KeyObject.from(found);
    objects.set(found, object);
    return object;
  } catch (error) {
    const { JWKSNoMatchingKey, JWKSMultipleMatchingKeys, JOSENotSupported } = errors;
    if (error instanceof JWKSNoMatchingKey) throw new TokenError('token_signature');
    const answers = [JWKSMultipleMatchingKeys, JOSENotSupported];
    if (answers.some((kind) => error instanceof kind)) throw new TokenError('token_invalid');
    throw new KeysUnavailable('the public keys cannot be had', { cause: error });
  }
}
