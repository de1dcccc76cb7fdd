import { createHash, randomBytes } from 'node:crypto';
import { LanternError } from '../errors.ts';
import type { PasswordResetRepository, ResetLink } from './repository.ts';

/** How long a link is good for (OWASP ASVS 5.0, 6.4.1). */
export const LINK_SECONDS = 10 * 60;
/** Of a person at the same time, mailed and given by hand each. */
const MOST = 10;

export type ResetLinks = ReturnType<typeof resetLinks>;

/** Links that let somebody set a new password, whoever asks for them. */
export function resetLinks(resets: PasswordResetRepository) {
  return {
    /**
     * Makes a link for a person. Those that they have stay good until one of them is used: whoever asks for one must not
     * void those of others.
     *
     * @param mailedTo the address that it is mailed to; absent: it is given by hand
     * @returns its token, which is kept nowhere else
     * @throws LanternError `user_not_found`, `too_many_requests` when there are many that were mailed
     */
    async make(userId: string, mailedTo?: string): Promise<string> {
      const token = randomBytes(32).toString('base64url');
      const expiresAt = new Date(Date.now() + LINK_SECONDS * 1000);
      const kept = await resets.insert(
        { userId, tokenHash: hashOf(token), mailedTo: mailedTo ?? null, expiresAt },
        MOST,
      );
      if (kept === 'no_account') throw new LanternError('user_not_found');
      if (kept === 'many_mailed') throw new LanternError('too_many_requests', { retryAfter: LINK_SECONDS });
      return token;
    },

    /** @returns whose link it is and under which epoch it was made, or undefined when it is nobody's or too old */
    async find(token: string): Promise<ResetLink | undefined> {
      const link = await resets.find(hashOf(token));
      return link && link.expiresAt.getTime() > Date.now() ? link : undefined;
    },

    waysInOf: resets.waysInOf,
  };
}

/**
 * The address to send to somebody. The token is in the query: logs hold paths only, and the page works without scripts,
 * which could read nothing else.
 *
 * @param origin where people reach the site
 */
export function linkUrl(origin: string, token: string): string {
  return `${origin}/password-reset?token=${token}`;
}

/** What the database knows a link by: what is read there cannot be used. */
function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
