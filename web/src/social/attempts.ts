import { LanternError } from '../errors.ts';
import type { Limits } from '../limits/limits.ts';
import type { Profile } from './profile.ts';
import type { Marks } from './providers/provider.ts';
import type { Identity } from './repository.ts';

/** What somebody goes to a provider for. */
export type Purpose = 'sign_in' | 'link' | 'confirm';

/** A way to a provider that a browser has begun and not come back from. Its session keeps it, so it is good there only. */
export type Attempt = {
  provider: string;
  purpose: Purpose;
  /** Who was signed in then. */
  userId: string | undefined;
  marks: Marks;
  /** The local path that they want to get to. */
  next: string;
  /** Milliseconds since 1970. */
  until: number;
};

/** What somebody comes back with: from which provider, its answer, and who is signed in now. */
type Callback = { provider: string; answer: URLSearchParams; userId: string | undefined };

/** Who has just shown that they are themselves, and may link an account of this provider. */
export type LinkPermit = { provider: string; until: number };

/** Somebody whom a provider vouches for and who has no account here yet. */
export type Newcomer = { identity: Identity; profile: Profile; next: string; until: number };

/** Tabs that a browser has at providers at once. */
const MOST_OPEN = 5;
/** To sign in at a provider, with a second factor and a forgotten password there. */
const ATTEMPT_MS = 15 * 60 * 1000;
const PERMIT_MS = 5 * 60 * 1000;
const NEWCOMER_MS = 30 * 60 * 1000;

/** @param now milliseconds since 1970 */
export function attempts(limits: Limits, now: () => number) {
  const isOpen = ({ until }: { until: number }) => now() < until;
  return {
    begin: (attempt: Omit<Attempt, 'until'>): Attempt => ({ ...attempt, until: now() + ATTEMPT_MS }),
    permit: (provider: string): LinkPermit => ({ provider, until: now() + PERMIT_MS }),
    newcomer: (newcomer: Omit<Newcomer, 'until'>): Newcomer => ({ ...newcomer, until: now() + NEWCOMER_MS }),

    isPermitted: (permit: LinkPermit | undefined, provider: string): boolean =>
      permit?.provider === provider && isOpen(permit),

    /** @returns undefined when it took too long */
    open: (newcomer: Newcomer | undefined): Newcomer | undefined =>
      newcomer && isOpen(newcomer) ? newcomer : undefined,

    /** The attempts of a browser that are still open, with a new one: no more than `MOST_OPEN`, the oldest goes. */
    add: (known: Attempt[] = [], attempt: Attempt): Attempt[] => [
      attempt,
      ...known.filter(isOpen).slice(0, MOST_OPEN - 1),
    ],

    without: (known: Attempt[] = [], attempt: Attempt): Attempt[] => known.filter((each) => each !== attempt),

    /**
     * Looks whether somebody comes back from where this browser went: to the same provider (mix-up, RFC 9700, 4.4), in time, as
     * who they were, with the state that was sent. Until then nothing is used up, so that nobody can end another's attempt.
     *
     * @param known the attempts that the browser's session keeps
     * @throws LanternError `provider_attempt_invalid`
     */
    match(known: Attempt[] = [], { provider, answer, userId }: Callback): Attempt {
      const state = answer.getAll('state').join();
      const attempt = known.find(({ marks }) => marks.state === state);
      const matches = attempt?.provider === provider && isOpen(attempt) && attempt.userId === userId;
      if (!matches) throw new LanternError('provider_attempt_invalid');
      return attempt;
    },

    /**
     * Uses an attempt up. Its session forgets it as well, but of two requests at the same moment both would find it there.
     *
     * @throws LanternError `provider_attempt_invalid`
     */
    async use({ marks }: Attempt): Promise<void> {
      await limits.attemptAtProvider.spend(marks.state).catch((error) => {
        const used = error instanceof LanternError && error.code === 'too_many_requests';
        throw used ? new LanternError('provider_attempt_invalid') : error;
      });
    },
  };
}
