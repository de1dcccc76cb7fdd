import { SignJWT } from 'jose';
import { v4 as uuid } from 'uuid';
import { z } from 'zod';
import type { Person } from '../accounts/service.ts';
import { LanternError } from '../errors.ts';
import { ALGORITHM } from './key-pair.ts';
import { readToken } from './read-token.ts';
import type { SigningKeys } from './signing-keys.ts';

/** What makes a token one for the API (RFC 9068); any other of ours is refused there. */
const ACCESS_TOKEN = { type: 'at+jwt', issuer: 'lantern', audience: 'lantern-api' };
export const ACCESS_TOKEN_SECONDS = 15 * 60;

const claims = z.object({
  sub: z.uuid(),
  jti: z.uuid(),
  family: z.uuid(),
  epoch: z.number(),
  exp: z.number(),
  /** How the person signed in (RFC 8176). */
  amr: z.array(z.string()).default([]),
});
export type AccessClaims = z.output<typeof claims>;

const SECOND_FACTOR = 'mfa';

/**
 * A token for the API. It says who it is for; what they may do is looked up at each call.
 *
 * @param family of the refresh token that came with it
 * @param secondFactor whether the sign-in passed one
 */
export async function mintAccessToken(
  keys: SigningKeys,
  person: Person,
  { familyId, secondFactor }: { familyId: string; secondFactor: boolean },
) {
  const { kid, key } = keys.current;
  const token = await new SignJWT({
    user_id: person.id,
    email: person.email,
    role: person.isSuperuser ? 'superuser' : 'member',
    family: familyId,
    epoch: person.signInEpoch,
    amr: secondFactor ? ['pwd', 'otp', SECOND_FACTOR] : ['pwd'],
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

/** @returns checks an access token; throws what `readToken` throws */
export function accessTokenVerifier(keys: SigningKeys): (token: string) => Promise<AccessClaims> {
  return async (token) => {
    const { data } = claims.safeParse(await readToken(keys, token, ACCESS_TOKEN));
    if (!data) throw new LanternError('token_invalid');
    return data;
  };
}

export const passedSecondFactor = ({ amr }: AccessClaims): boolean => amr.includes(SECOND_FACTOR);
