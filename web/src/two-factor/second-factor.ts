import type { AccountService, Caller, Person } from '../accounts/service.ts';
import { LanternError } from '../errors.ts';
import { type CodeKind, type Codes, kindOf } from './codes.ts';

/** Who has shown that they are this person and not yet a second factor. It gives no right whatever. */
export type PendingSignIn = {
  userId: string;
  /** The person's epoch then: whatever ends their sessions ends this. */
  epoch: number;
  /** Milliseconds since 1970. */
  until: number;
};
/** Somebody who has passed, and by what. */
export type Passed = { person: Person; method: CodeKind };
export type SecondFactor = ReturnType<typeof secondFactorStep>;

const PENDING_MS = 5 * 60 * 1000;

/**
 * The second step of every way in, whatever the first was: who has two-factor sign-in is put off with `hold`, and only
 * `pass` lets them go on.
 *
 * @param now the time in milliseconds since 1970
 */
export function secondFactorStep(accounts: AccountService, codes: Codes, now: () => number) {
  return {
    hold: ({ id: userId, signInEpoch: epoch }: Person): PendingSignIn => ({
      userId,
      epoch,
      until: now() + PENDING_MS,
    }),

    isOver: ({ until }: PendingSignIn): boolean => now() >= until,

    /**
     * Whoever then begins a session or tokens says so with `recordSignIn`. Wrong codes are counted for the account: with
     * the password repeated there are not five more.
     *
     * @throws LanternError `code_invalid`, `sign_in_expired`, `too_many_requests`
     */
    async pass({ userId, epoch, until }: PendingSignIn, code: string, caller: Caller): Promise<Passed> {
      const person = now() < until ? await accounts.findEnabled(userId) : undefined;
      if (!person?.hasTwoFactor || person.signInEpoch !== epoch) throw new LanternError('sign_in_expired');
      const method = kindOf(code);
      if (await codes.use(userId, code))
        return { person: { ...person, secondFactor: true, justProved: true }, method };
      await accounts.recordWrongCode(userId, caller, method);
      throw new LanternError('code_invalid');
    },
  };
}
