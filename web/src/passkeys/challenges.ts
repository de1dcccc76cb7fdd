import { randomBytes } from 'node:crypto';
import { LanternError } from '../errors.ts';
import type { Limit } from '../limits/limits.ts';

/** What an answer may be used for. */
export type Purpose = 'register' | 'sign_in' | 'confirm';

/** Random text that an authenticator signs. The session keeps it: an answer is good in one browser, once, for one thing. */
export type Challenge = {
  text: string;
  purpose: Purpose;
  /** Whose it is; absent where it is not known yet. */
  userId?: string;
  /** Milliseconds since 1970. */
  until: number;
};
export type Challenges = ReturnType<typeof challengeBook>;

const LIFETIME_MS = 5 * 60 * 1000;

/**
 * @param once counts how often each challenge was brought back
 * @param now the time in milliseconds since 1970
 */
export function challengeBook(once: Limit, now: () => number) {
  return {
    issue: (purpose: Purpose, userId?: string): Challenge => ({
      text: randomBytes(32).toString('base64url'),
      purpose,
      ...(userId && { userId }),
      until: now() + LIFETIME_MS,
    }),

    /**
     * Uses a challenge up, before anything of the answer is looked at. Of two that bring it at the same moment, to
     * whatever process, both have it from their session and one is the first to be counted.
     *
     * @throws LanternError `passkey_expired`
     */
    async redeem(challenge: Challenge | undefined, purpose: Purpose, userId?: string): Promise<string> {
      const fits = challenge?.purpose === purpose && challenge.userId === userId && now() < challenge.until;
      if (!fits) throw new LanternError('passkey_expired');
      await once.spend(challenge.text).catch((error: unknown) => {
        throw error instanceof LanternError ? new LanternError('passkey_expired') : error;
      });
      return challenge.text;
    },
  };
}
