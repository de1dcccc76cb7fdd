import type { AccountService } from '../accounts/index.ts';
import type { Limits } from '../limits/limits.ts';
import { challengeBook } from './challenges.ts';
import type { PasskeyRepository } from './repository.ts';
import { type PasskeyParts, passkeyService } from './service.ts';
import { passkeySignIn } from './sign-in.ts';

type Parts = Omit<PasskeyParts, 'repository' | 'challenges'> & {
  accounts: AccountService;
  limits: Limits;
  /** The time in milliseconds since 1970. */
  now: () => number;
};

/** Both halves of the feature, which have their challenges in common. */
export function buildPasskeys(repository: PasskeyRepository, { accounts, limits, now, ...parts }: Parts) {
  const challenges = challengeBook(limits.passkeyChallenge, now);
  return {
    passkeys: passkeyService({ repository, challenges, ...parts }),
    passkeySignIn: passkeySignIn(repository, challenges, accounts, limits, parts.log),
  };
}
