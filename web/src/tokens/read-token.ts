import { errors, type JWTPayload, jwtVerify } from 'jose';
import { type ErrorCode, LanternError } from '../errors.ts';
import { ALGORITHM } from './signing-keys/key-pair.ts';
import type { SigningKeys } from './signing-keys/signing-keys.ts';

/** What makes a token one for this purpose and no other (RFC 8725, 3.11 and 3.12). */
export type TokenKind = { type: string; issuer: string; audience: string };

/**
 * Checks signature and claims with our own keys alone: `jwk`, `jku` and `x5u` in a header are somebody else's wishes.
 *
 * @param now for tokens that live by another clock than the system's
 * @throws LanternError `token_expired`, `token_signature`, `token_invalid`
 */
export async function readToken(
  keys: SigningKeys,
  token: string,
  { type, issuer, audience, now = new Date() }: TokenKind & { now?: Date },
): Promise<JWTPayload> {
  const parts = token.split('.');
  if (parts.length !== 3) throw new LanternError('token_invalid');
  // Base64url's last character may hold bits that mean nothing: another spelling of a token is another token.
  if (!parts.every(isCanonical)) throw new LanternError('token_signature');
  try {
    const { payload } = await jwtVerify(token, keys.find, {
      algorithms: [ALGORITHM],
      issuer,
      audience,
      typ: type,
      requiredClaims: ['sub', 'jti', 'iat', 'exp'],
      currentDate: now,
    });
    return payload;
  } catch (error) {
    throw new LanternError(codeOf(error), { cause: error });
  }
}

const isCanonical = (part: string) => Buffer.from(part, 'base64url').toString('base64url') === part;

const UNSIGNED = [
  errors.JWSSignatureVerificationFailed,
  errors.JWSInvalid,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
];

function codeOf(error: unknown): ErrorCode {
  if (error instanceof errors.JWTExpired) return 'token_expired';
  return UNSIGNED.some((kind) => error instanceof kind) ? 'token_signature' : 'token_invalid';
}
