import { challengeBook } from './challenges.ts';
import { type PasskeyParts, passkeyRotation } from './service.ts';
import { type PasskeySignInParts, passkeySignIn } from './sign-in.ts';

type Parts = Omit<PasskeyParts & PasskeySignInParts, 'challenges'> & {
  /** The time in milliseconds since 1970. */
  now: () => number;
};

/** Both halves of the feature, which have their challenges in common. */
export function buildPasskeys(parts: Parts) {
  const challenges = challengeBook(parts.limits.passkeyChallenge, parts.now);
  return {
    passkeys: passkeyRotation({ ...parts, challenges }),
    passkeySignIn: passkeySignIn({ ...parts, challenges }),
  };
}
