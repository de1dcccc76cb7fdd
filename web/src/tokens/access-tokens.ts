import { errors, jwtVerify, SignJWT } from 'jose';
import { v4 as uuid } from 'uuid';
import { z } from 'zod';
import type { Person } from '../accounts/service.ts';
import { type ErrorCode, LanternError } from '../errors.ts';
import { ALGORITHM } from './key-pair.ts';
import type { SigningKeys } from './signing-keys.ts';

/** What makes a token one for the API (RFC 9068); any other of ours is refused there. */
const ACCESS_TOKEN = { type: 'at+jwt', issuer: 'lantern', audience: 'lantern-api' };
export const ACCESS_TOKEN_SECONDS = 15 * 60;

export type AccessClaims = { sub: string; jti: string; family: string; epoch: number; exp: number };

const claims = z.object({
  sub: z.uuid(),
  jti: z.uuid(),
  family: z.uuid(),
  epoch: z.number(),
  exp: z.number(),
});

/**
 * A token for the API. It says who it is for; what they may do is looked up at each call.
 *
 * @param family of the refresh token that came with it
 */
export async function mintAccessToken(keys: SigningKeys, person: Person, family: string) {
  const { kid, key } = keys.current;
  const token = await new SignJWT({
    user_id: person.id,
    email: person.email,
    role: person.isSuperuser ? 'superuser' : 'member',
    family,
    epoch: person.signInEpoch,
  })
    .setProtectedHeader({ alg: ALGORITHM, typ: ACCESS_TOKEN.type, kid })
    .setIssuer(ACCESS_TOKEN.issuer)
    .setAudience(ACCESS_TOKEN.audience)
    .setSubject(person.id)
    .setJti(uuid())
    .setIssuedAt()
    .setExpirationTime(`${ACCESS_TOKEN_SECONDS}s`)
    .sign(key);
  return { token, expiresIn: ACCESS_TOKEN_SECONDS };
}

/**
 * Checks signature and claims with our own keys alone: `jwk`, `jku` and `x5u` in a header are somebody else's wishes.
 *
 * @throws LanternError `token_expired`, `token_signature`, `token_invalid`
 */
export function accessTokenVerifier(keys: SigningKeys): (token: string) => Promise<AccessClaims> {
  return async (token) => {
    const parts = token.split('.');
    if (parts.length !== 3) throw new LanternError('token_invalid');
    // Base64url's last character may hold bits that mean nothing: another spelling of a token is another token.
    if (!parts.every(isCanonical)) throw new LanternError('token_signature');
    try {
      const { payload } = await jwtVerify(token, keys.find, {
        algorithms: [ALGORITHM],
        issuer: ACCESS_TOKEN.issuer,
        audience: ACCESS_TOKEN.audience,
        typ: ACCESS_TOKEN.type,
        requiredClaims: ['sub', 'jti', 'iat', 'exp'],
      });
      return claims.parse(payload);
    } catch (error) {
      throw new LanternError(codeOf(error), { cause: error });
    }
  };
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
