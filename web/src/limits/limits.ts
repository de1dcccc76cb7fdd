import { createHash } from 'node:crypto';
import { addressKey } from '@lantern/service/address-key';
import { LanternError } from '../errors.ts';
import type { Limiter, Rule } from '../shared-state/limiter.ts';

const MINUTE = 60;

/** How often people may do what a program would do without end. RATE_LIMIT_FACTOR multiplies the points that are not fixed. */
const RULES = {
  /** Failures under one name, wherever they come from: who guesses changes addresses. Open sessions go on. */
  signInToName: { points: 10, seconds: 15 * MINUTE },
  /** Failures on one account by all its names; what is over is not told: accounts/sign-ins/sign-in-counts.ts. */
  signInToAccount: { points: 10, seconds: 15 * MINUTE },
  /** Failures on an account from a browser that its owner used before. */
  signInFromDevice: { points: 10, seconds: 15 * MINUTE },
  /** Households and offices share an address. */
  signInFromAddress: { points: 100, seconds: 15 * MINUTE },
  signUpFromAddress: { points: 20, seconds: 60 * MINUTE },
  /** Codes of a second factor: six digits are few, so no factor makes more of these. */
  codesOfAccount: { points: 5, seconds: 15 * MINUTE, fixed: true },
  /** Each leaves a challenge with a session. */
  challengesFromAddress: { points: 100, seconds: 15 * MINUTE },
  /** A challenge is good once, also when it comes twice at once; it ends before this does. */
  passkeyChallenge: { points: 1, seconds: 10 * MINUTE, fixed: true },
  /** Guesses at the current password by who holds a token. */
  passwordOfAccount: { points: 10, seconds: 15 * MINUTE },
  /** Mails to one person. */
  resetOfAccount: { points: 5, seconds: 15 * MINUTE },
  resetFromAddress: { points: 20, seconds: 60 * MINUTE },
  /** Mails to one address about it: to verify it, or to change to it. Whose account asks for them does not matter. */
  emailMailsTo: { points: 10, seconds: 60 * MINUTE },
  emailMailsOfAccount: { points: 10, seconds: 60 * MINUTE },
  emailMailsFromAddress: { points: 30, seconds: 60 * MINUTE },
  /** Mails to an owner of what was changed of how their account is signed in to. */
  securityMailsOfAccount: { points: 20, seconds: 60 * MINUTE },
  /** Guesses at links. */
  resetLinkFromAddress: { points: 30, seconds: 15 * MINUTE },
  /** Changes of e-mail and login tell whether one is taken. */
  namesOfPerson: { points: 10, seconds: 60 * MINUTE },
  namesFromAddress: { points: 30, seconds: 60 * MINUTE },
  /** Counted where mail leaves, and not told to who asks: mail/limited-mail.ts. */
  lettersToAccount: { points: 8, seconds: 60 * MINUTE },
  lettersToRecipient: { points: 20, seconds: 60 * MINUTE },
  /** Links to verify an address and to change to it, which anybody may have sent by signing up with somebody's address. */
  confirmationsToRecipient: { points: 20, seconds: 60 * MINUTE },
  securityMailsToAccount: { points: 30, seconds: 60 * MINUTE },
  securityMailsToRecipient: { points: 30, seconds: 60 * MINUTE },
  refreshFromAddress: { points: 300, seconds: 15 * MINUTE },
  /** Each begins a session and may ask the provider where everything is. */
  providersFromAddress: { points: 100, seconds: 15 * MINUTE },
  /** Counted by what marks a way to a provider and back: it is gone once, however many come back at the same moment. */
  attemptAtProvider: { points: 1, seconds: 15 * MINUTE, fixed: true },
  /** Each asks Stripe several times. */
  checkoutsOfPerson: { points: 30, seconds: 60 * MINUTE },
  roomsOfPerson: { points: 60, seconds: 60 * MINUTE },
  /** A flood of strangers is put out one by one. Each leaves a line of up to a kilobyte in the log of a room for 90 days. */
  moderationOfPerson: { points: 600, seconds: 60 * MINUTE },
  invitesOfPerson: { points: 60, seconds: 60 * MINUTE },
  /** Guesses at invites, and everybody of a meeting who opens one from one address. */
  inviteLinksFromAddress: { points: 600, seconds: 15 * MINUTE },
  /** Each of them may be another city, and the provider's free plan has 60 calls a minute for everybody. */
  weatherOfPerson: { points: 30, seconds: MINUTE },
  commandsOfPerson: { points: 30, seconds: MINUTE },
  /** Of keys and values, to write, read or delete: each may be ten megabytes. */
  batchesOfPerson: { points: 6000, seconds: MINUTE },
} satisfies Record<string, Omit<Rule, 'name'> & { fixed?: true }>;

/** What an account may keep in the key-value store unless KV_MAX_KEYS and KV_MAX_BYTES say otherwise. */
export const KV_QUOTA = { keys: 100_000, bytes: 100 * 2 ** 20 };

export type Limit = {
  /**
   * Counts one more for `key`.
   *
   * @throws LanternError `too_many_requests` when that is over the limit
   */
  spend(key: string): Promise<void>;
  /** Takes back what `spend` counted a moment ago, and leaves what others have spent. */
  giveBack(key: string): Promise<void>;
  /** Forgets what was counted for `key`. */
  forgive(key: string): Promise<void>;
};

export type Limits = Record<keyof typeof RULES, Limit>;

/**
 * @param limiter where the counts are kept
 * @param factor multiplies the limits that are not fixed: above 1 where many people share an address
 * @param hits counts the refusals of each limit, by its name
 */
export function createLimits(
  limiter: (rule: Rule) => Limiter,
  factor: number,
  hits: Record<string, number> = {},
): Limits {
  const limits = Object.entries(RULES).map(([name, { points, seconds, ...rest }]) => {
    const allowed = 'fixed' in rest ? points : Math.max(1, Math.round(points * factor));
    const rule = { name, points: allowed, seconds };
    hits[name] = 0;
    const hit = () => {
      hits[name] = (hits[name] ?? 0) + 1;
    };
    // What comes from an address is counted by its network, also where a caller forgets that.
    return [name, limit(limiter(rule), name.endsWith('FromAddress') ? addressKey : same, hit)];
  });
  return Object.fromEntries(limits);
}

function limit(limiter: Limiter, keyOf: (key: string) => string, hit: () => void): Limit {
  return {
    async spend(key) {
      const wait = await limiter.take(digest(keyOf(key)));
      if (wait === 0) return;
      hit();
      throw new LanternError('too_many_requests', { retryAfter: wait });
    },
    giveBack: (key) => limiter.giveBack(digest(keyOf(key))),
    forgive: (key) => limiter.clear(digest(keyOf(key))),
  };
}

const same = (key: string) => key;

/** What was typed as a name may be of any length, and a password in the wrong field. */
function digest(key: string): string {
  return createHash('sha256').update(key).digest('base64url');
}
