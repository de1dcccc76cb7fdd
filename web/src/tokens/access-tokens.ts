import { SignJWT } from 'jose';
import { z } from 'zod';
import type { Account } from '../accounts/index.ts';
import { LanternError } from '../errors.ts';
import { readToken } from './read-token.ts';
import { ALGORITHM } from './signing-keys/key-pair.ts';
import type { SigningKeys } from './signing-keys/signing-keys.ts';

/** What makes a token one for the API (RFC 9068); any other of ours is refused there. */
const ACCESS_TOKEN = { type: 'at+jwt', issuer: 'lantern', audience: 'lantern-api' };
const ACCESS_TOKEN_SECONDS = 15 * 60;

const claims = z.object({
  sub: z.uuid(),
  jti: z.uuid(),
  /** The sign-in that it ends with. */
  sid: z.uuid(),
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
 * @param terms.familyId of the refresh token that came with it
 * @param terms.secondFactor whether the sign-in passed one
 * @param terms.issuedAt seconds since 1970
 */
export async function mintAccessToken(
  keys: SigningKeys,
  account: Account,
  terms: { signInId: string; familyId: string; secondFactor: boolean; id: string; issuedAt: number },
) {
  const { kid, key } = keys.current;
  const token = await new SignJWT({
    user_id: account.id,
    email: account.email,
    role: account.isSuperuser ? 'superuser' : 'member',
    sid: terms.signInId,
    family: terms.familyId,
    epoch: account.signInEpoch,
    amr: terms.secondFactor ? ['pwd', 'otp', SECOND_FACTOR] : ['pwd'],
  })
    .setProtectedHeader({ alg: ALGORITHM, typ: ACCESS_TOKEN.type, kid })
    .setIssuer(ACCESS_TOKEN.issuer)
    .setAudience(ACCESS_TOKEN.audience)
    .setSubject(account.id)
    .setJti(terms.id)
    .setIssuedAt(terms.issuedAt)
    .setExpirationTime(terms.issuedAt + ACCESS_TOKEN_SECONDS)
    .sign(key);
  return { token, expiresIn: ACCESS_TOKEN_SECONDS };
}

/** So many tokens are remembered: about 6 MB. */
const MOST_REMEMBERED = 5000;

/**
 * A program shows the same token with every call, and its signature is the dearest part of a call: what was found good is
 * remembered until the keys are read again. Nobody but we can make a token that is remembered, and whether its sign-in has been
 * ended is asked at each call all the same.
 *
 * @returns checks an access token; throws what `readToken` throws
 */
export function accessTokenVerifier(keys: SigningKeys): (token: string) => Promise<AccessClaims> {
  const verified = new Map<string, AccessClaims>();
  let { jwks } = keys;
  return async (token) => {
    if (jwks !== keys.jwks) {
      verified.clear();
      jwks = keys.jwks;
    }
    const known = verified.get(token);
    if (!known) return remember(token, await verify(token));
    // As jose has it (RFC 7519, 4.1.4).
    if (known.exp <= Math.floor(Date.now() / 1000)) throw new LanternError('token_expired');
    return known;
  };

  function remember(token: string, claims: AccessClaims): AccessClaims {
    const [oldest] = verified.keys();
    if (verified.size >= MOST_REMEMBERED && oldest !== undefined) verified.delete(oldest);
    // A copy: the token is a slice of its header, and V8 keeps the whole of that for it, which may hold 16 KB of blanks.
    verified.set(Buffer.from(token).toString(), claims);
    return claims;
  }

  async function verify(token: string): Promise<AccessClaims> {
    const payload = await readToken(keys, token, ACCESS_TOKEN);
    // The release before named no sign-in: who has such a token refreshes, as after every quarter of an hour.
    if (payload.sid === undefined) throw new LanternError('token_expired');
    const { data } = claims.safeParse(payload);
    if (!data) throw new LanternError('token_invalid');
    return data;
  }
}

export const passedSecondFactor = ({ amr }: AccessClaims): boolean => amr.includes(SECOND_FACTOR);
