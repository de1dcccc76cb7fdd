import { errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { ROOM_TOKEN, type RoomTokenClaims, roomTokenClaims } from './protocol.ts';

/** Why a token is not accepted, in words that are stable. */
export type TokenProblem = 'token_invalid' | 'token_signature' | 'token_expired';

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

/**
 * Checks a room token: signature, algorithm, issuer, audience, type, time, and every claim's form (RFC 8725).
 *
 * @param token compact JWS
 * @param keys where the public keys come from
 * @returns who may enter which room until when
 * @throws TokenError when the token is not good
 * @throws KeysUnavailable when that could not be found out
 */
export async function verifyRoomToken(token: string, keys: JWTVerifyGetKey): Promise<RoomTokenClaims> {
  try {
    const { payload } = await jwtVerify(token, available(keys), {
      // Without these jose takes any algorithm of the key, any type, and tokens that never end.
      algorithms: ['EdDSA'],
      issuer: ROOM_TOKEN.issuer,
      audience: ROOM_TOKEN.audience,
      typ: ROOM_TOKEN.type,
      requiredClaims: ['exp', 'sub'],
    });
    const claims = roomTokenClaims.safeParse(payload);
    if (claims.success) return claims.data;
  } catch (error) {
    if (error instanceof KeysUnavailable) throw error;
    throw new TokenError(problem(error));
  }
  throw new TokenError('token_invalid');
}

function problem(error: unknown): TokenProblem {
  if (error instanceof errors.JWTExpired) return 'token_expired';
  const forged = [errors.JWSSignatureVerificationFailed, errors.JOSEAlgNotAllowed, errors.JWKSNoMatchingKey];
  return forged.some((kind) => error instanceof kind) ? 'token_signature' : 'token_invalid';
}

/** Tells "there is no such key" from "the keys cannot be had". */
function available(keys: JWTVerifyGetKey): JWTVerifyGetKey {
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      const { JWKSNoMatchingKey, JWKSMultipleMatchingKeys, JOSENotSupported } = errors;
      const answers = [JWKSNoMatchingKey, JWKSMultipleMatchingKeys, JOSENotSupported];
      if (answers.some((kind) => error instanceof kind)) throw error;
      throw new KeysUnavailable('the public keys cannot be had', { cause: error });
    }
  };
}
