import { randomUUID } from 'node:crypto';
import type { AccountService, Caller, CurrentUser } from '../accounts/index.ts';
import { LanternError } from '../errors.ts';
import { type CodeKind, type Codes, kindOf } from './codes/codes.ts';

/** Who has shown that they are this person and not yet a second factor. It gives no right whatever. */
export type PendingSignIn = {
  /** It is good for one sign-in. */
  id: string;
  userId: string;
  /** The person's epoch then: whatever ends their sessions ends this. */
  epoch: number;
  /** Milliseconds since 1970. */
  until: number;
};
/** Somebody who has passed, and by what. */
export type Passed = { person: CurrentUser; method: CodeKind };
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
    hold: ({ id: userId, signInEpoch: epoch }: CurrentUser): PendingSignIn => ({
      id: randomUUID(),
      userId,
      epoch,
      until: now() + PENDING_MS,
    }),

    /** Whether it has led to a sign-in already. */
    isUsed: (pending: PendingSignIn): Promise<boolean> => codes.isUsed(pending),

    isOver: ({ until }: PendingSignIn): boolean => now() >= until,

    /**
     * Whoever then begins a session or tokens does so with `beginSignIn`. Wrong codes are counted for the account: with
     * the password repeated there are not five more. One pending sign-in leads to one sign-in: the code is used up together
     * with it, or neither is, however many come at once.
     *
     * @throws LanternError `code_invalid`, `sign_in_expired`, `too_many_requests`
     */
    async pass(pending: PendingSignIn, code: string, caller: Caller): Promise<Passed> {
      const { id, userId, epoch, until } = pending;
      // Without an id it is from before there were any, and minutes old.
      const person = id && now() < until ? await accounts.findEnabled(userId) : undefined;
      if (!person?.hasTwoFactor || person.signInEpoch !== epoch) throw new LanternError('sign_in_expired');
      const method = kindOf(code);
      if (await codes.use(userId, code, pending))
        return { person: { ...person, secondFactor: true, justProved: true }, method };
      await accounts.recordWrongCode(userId, caller, method);
      throw new LanternError('code_invalid');
    },
  };
}
