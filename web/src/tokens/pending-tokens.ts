import { SignJWT } from 'jose';
import { z } from 'zod';
import { LanternError } from '../errors.ts';
import type { PendingSignIn } from '../sign-in/index.ts';
import { readToken } from './read-token.ts';
import { ALGORITHM } from './signing-keys/key-pair.ts';
import type { SigningKeys } from './signing-keys/signing-keys.ts';

/** Taken where the code is, and nowhere else. */
const PENDING_TOKEN = { type: 'pending+jwt', issuer: 'lantern', audience: 'lantern-sign-in' };

const claims = z.object({ sub: z.uuid(), jti: z.uuid(), epoch: z.number(), exp: z.number() });

export type PendingTokens = ReturnType<typeof pendingTokens>;

/**
 * What a program holds between its password and its code: a sign-in that is not finished, good for one.
 *
 * @param now the time in milliseconds since 1970
 */
export function pendingTokens(keys: SigningKeys, now: () => number) {
  return {
    mint({ id, userId, epoch, until }: PendingSignIn): Promise<string> {
      const { kid, key } = keys.current;
      return new SignJWT({ epoch })
        .setProtectedHeader({ alg: ALGORITHM, typ: PENDING_TOKEN.type, kid })
        .setIssuer(PENDING_TOKEN.issuer)
        .setAudience(PENDING_TOKEN.audience)
        .setSubject(userId)
        .setJti(id)
        .setIssuedAt(new Date(now()))
        .setExpirationTime(new Date(until))
        .sign(key);
    },

    /** @throws LanternError `token_expired`, `token_signature`, `token_invalid` */
    async read(token: string): Promise<PendingSignIn> {
      const { data } = claims.safeParse(
        await readToken(keys, token, { ...PENDING_TOKEN, now: new Date(now()) }),
      );
      if (!data) throw new LanternError('token_invalid');
      return { id: data.jti, userId: data.sub, epoch: data.epoch, until: data.exp * 1000 };
    },
  };
}
