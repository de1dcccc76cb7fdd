import { KeyObject, verify } from 'node:crypto';
import { type CryptoKey, errors, type JWTHeaderParameters, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { z } from 'zod';
import { ROOM_TOKEN, type RoomTokenClaims, roomTokenClaims } from '../protocol.ts';
import { TokenUncheckable } from './token-uncheckable.ts';

/** Why a token is not accepted; the codes are stable. */
export type TokenProblem = 'token_invalid' | 'token_signature' | 'token_expired';

/** Chat chooses the algorithm, not the token: this stops "none", and an HMAC with the public key as its secret. */
const ALGORITHM = 'EdDSA';

export class TokenError extends Error {
  override name = 'TokenError';
  readonly code: TokenProblem;

  constructor(code: TokenProblem) {
    super(code);
    this.code = code;
  }
}

const claims = roomTokenClaims.extend({
  iss: z.literal(ROOM_TOKEN.issuer),
  /** A service that gets a token meant for several could use it here. */
  aud: z.literal(ROOM_TOKEN.audience),
});
/** At most this many headers are cached: web signs with one key, and for a while with its successor. */
const MOST_HEADERS = 4;
/**
 * The headers of tokens with a valid signature, by their exact text. All tokens of one key have the same header, which need not be
 * parsed again. A header is cached only after its signature was verified: otherwise a stranger could change how the tokens of
 * others are checked.
 */
const verifiedHeaders = new Map<string, { kid?: string }>();
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Checks a room token: signature, algorithm, issuer, audience, type, time, and every claim's form (RFC 7515, RFC 8725).
 *
 * jose checks a token whose header is not cached. For all others `crypto.verify` checks the signature synchronously: WebCrypto,
 * which jose uses, does it in another thread, and opening a connection would cost a fifth more (decision 24). A property test
 * compares both ways.
 *
 * @param token compact JWS
 * @param keys where the public keys come from
 * @returns the claims: which account may enter which room, and until when
 * @throws TokenError when the token is not valid
 * @throws TokenUncheckable when it cannot be checked
 */
export async function verifyRoomToken(token: string, keys: JWTVerifyGetKey): Promise<RoomTokenClaims> {
  const parts = token.split('.');
  // Padding, white space and unused bits make another spelling of a token: it is refused, as web refuses it.
  if (parts.length !== 3 || !parts.every(isCanonical)) throw new TokenError('token_invalid');
  const [header = '', payload = '', signature = ''] = parts;
  const verified = verifiedHeaders.get(header);
  if (!verified) return verifyWithJose(token, header, keys);
  const key = await findKey(keys, { alg: ALGORITHM, ...verified });
  const signed = Buffer.from(token.slice(0, header.length + 1 + payload.length), 'latin1');
  if (!verify(null, signed, key, Buffer.from(signature, 'base64url')))
    throw new TokenError('token_signature');
  return checkClaims(parse(payload));
}

/** Checks a token with jose alone, and caches its header when it is valid. */
async function verifyWithJose(
  token: string,
  header: string,
  keys: JWTVerifyGetKey,
): Promise<RoomTokenClaims> {
  const getKey: JWTVerifyGetKey = (header) => findKey(keys, header);
  const { protectedHeader, payload } = await jwtVerify(token, getKey, {
    algorithms: [ALGORITHM],
    typ: ROOM_TOKEN.type,
    issuer: ROOM_TOKEN.issuer,
    audience: ROOM_TOKEN.audience,
    requiredClaims: ['sub', 'exp'],
  }).catch((error) => {
    throw problemOf(error);
  });
  // Critical extensions (RFC 7515, section 4.1.11): chat supports none, jose supports one.
  if (protectedHeader.crit !== undefined) throw new TokenError('token_invalid');
  const accepted = checkClaims(payload);
  const { kid } = protectedHeader;
  verifiedHeaders.set(header, kid === undefined ? {} : { kid });
  const [oldest] = verifiedHeaders.keys();
  if (verifiedHeaders.size > MOST_HEADERS && oldest !== undefined) verifiedHeaders.delete(oldest);
  return accepted;
}

/** @throws TokenError when these are not the claims of a room token that is valid now */
function checkClaims(payload: unknown): RoomTokenClaims {
  const { data } = claims.safeParse(payload);
  if (!data) throw new TokenError('token_invalid');
  const { exp, iss, aud, ...rest } = data;
  const seconds = Math.floor(Date.now() / 1000);
  const { nbf } = payload as { nbf?: unknown };
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

const keyObjects = new WeakMap<object, KeyObject>();

/** @throws TokenError when there is no such key, TokenUncheckable when the keys cannot be fetched */
async function findKey(keys: JWTVerifyGetKey, header: JWTHeaderParameters): Promise<KeyObject> {
  try {
    const found = (await keys(header, { payload: '', signature: '' })) as CryptoKey;
    const object = keyObjects.get(found) ?? KeyObject.from(found);
    keyObjects.set(found, object);
    return object;
  } catch (error) {
    const { JWKSNoMatchingKey, JWKSMultipleMatchingKeys, JOSENotSupported } = errors;
    if (error instanceof JWKSNoMatchingKey) throw new TokenError('token_signature');
    const answers = [JWKSMultipleMatchingKeys, JOSENotSupported];
    if (answers.some((kind) => error instanceof kind)) throw new TokenError('token_invalid');
    throw new TokenUncheckable('the public keys cannot be fetched', { cause: error });
  }
}
