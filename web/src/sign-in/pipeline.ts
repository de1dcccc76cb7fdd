import { randomUUID } from 'node:crypto';
import type {
  Account,
  Caller,
  FirstFactor,
  SessionOrFamily,
  SignInHistory,
  SignInMethod,
} from '../accounts/index.ts';
import { LanternError } from '../errors.ts';
import { type Codes, kindOf } from '../two-factor/index.ts';

declare const inHistory: unique symbol;

/**
 * A sign-in that showed all that its account asks for, and stands in the history. The pipeline alone makes one, and nothing else
 * starts a session or a family of tokens.
 */
export type CompletedSignIn<B extends SessionOrFamily> = B & {
  readonly id: string;
  readonly account: Account;
  /** Whether a second factor was shown, of an account that has one. */
  readonly secondFactor: boolean;
  readonly [inHistory]: true;
};

/** A sign-in whose first factor was right, and whose second is missing. It gives no right whatever. */
export type PendingSignIn = {
  /** It leads to one sign-in at most. */
  id: string;
  userId: string;
  /** The account's epoch then: whatever ends its sessions ends this. */
  epoch: number;
  /** Milliseconds since 1970. */
  until: number;
};

export type SignInResult<B extends SessionOrFamily> =
  | { kind: 'second_factor_required'; pending: PendingSignIn }
  | { kind: 'completed'; signIn: CompletedSignIn<B> };

/** The caller of a sign-in, and how its session or token family is prepared. */
export type SignInAttempt<B extends SessionOrFamily> = {
  caller: Caller;
  /**
   * Ends what this client had before, and makes the id of its session or token family. The session itself starts later. This is
   * called when every factor is shown, before the sign-in is written down.
   */
  prepare(): B | Promise<B>;
};

export type SignInParts = {
  findAccount: (id: string) => Promise<Account | undefined>;
  history: SignInHistory;
  codes: Codes;
  /** The time in milliseconds since 1970. */
  now: () => number;
};

export type SignInPipeline = ReturnType<typeof signInPipeline>;

const PENDING_MS = 5 * 60 * 1000;

/** The way of every sign-in, on pages and by programs: a first factor, the second if the account has one, the entry in the history. */
export function signInPipeline({ findAccount, history, codes, now }: SignInParts) {
  const pendingSignInOf = ({ id: userId, signInEpoch: epoch }: Account): PendingSignIn => ({
    id: randomUUID(),
    userId,
    epoch,
    until: now() + PENDING_MS,
  });
  const isOver = ({ until }: PendingSignIn): boolean => now() >= until;

  return {
    /**
     * Goes on from a first factor. That an account is disabled is told only to whoever has shown one.
     *
     * @param code of the second factor, of who sends it along
     * @throws LanternError `account_disabled`, `sign_in_expired`; with a code `code_invalid`, `too_many_requests`
     */
    async withFirstFactor<B extends SessionOrFamily>(
      { account, method, factors }: FirstFactor,
      attempt: SignInAttempt<B>,
      code?: string,
    ): Promise<SignInResult<B>> {
      if (account.disabledAt) {
        await history.record({ userId: account.id, caller: attempt.caller, method, outcome: 'disabled' });
        throw new LanternError('account_disabled');
      }
      if (!account.hasTwoFactor || factors === 'two')
        return { kind: 'completed', signIn: await complete(account, method, attempt) };
      const pending = pendingSignInOf(account);
      if (code === undefined) return { kind: 'second_factor_required', pending };
      return { kind: 'completed', signIn: await passSecondFactor(account, { pending, code }, attempt) };
    },

    /**
     * Goes on from where the second factor was missing.
     *
     * @throws LanternError `code_invalid`, `sign_in_expired`, `too_many_requests`
     */
    async withSecondFactor<B extends SessionOrFamily>(
      pending: PendingSignIn,
      code: string,
      attempt: SignInAttempt<B>,
    ): Promise<CompletedSignIn<B>> {
      const account = isOver(pending) ? undefined : await findAccount(pending.userId);
      if (!account?.hasTwoFactor || account.disabledAt || account.signInEpoch !== pending.epoch)
        throw new LanternError('sign_in_expired');
      return passSecondFactor(account, { pending, code }, attempt);
    },

    isOver,

    /** Whether it has led to a sign-in already. */
    isUsed: (pending: PendingSignIn): Promise<boolean> => codes.isUsed(pending),
  };

  /**
   * Wrong codes are counted for the account: with the password repeated there are not five more. One pending sign-in leads to one
   * sign-in: the code is used up together with it, or neither is, however many come at once.
   */
  async function passSecondFactor<B extends SessionOrFamily>(
    account: Account,
    { pending, code }: { pending: PendingSignIn; code: string },
    attempt: SignInAttempt<B>,
  ): Promise<CompletedSignIn<B>> {
    const method = kindOf(code);
    if (await codes.use(account.id, code, pending)) return complete(account, method, attempt);
    await history.record({ userId: account.id, caller: attempt.caller, method, outcome: 'wrong_code' });
    throw new LanternError('code_invalid');
  }

  /** Writes the sign-in down, before what it begins is good for anything. Nobody gets further whose way in was taken away meanwhile. */
  async function complete<B extends SessionOrFamily>(
    account: Account,
    method: SignInMethod,
    { caller, prepare }: SignInAttempt<B>,
  ): Promise<CompletedSignIn<B>> {
    const started = await prepare();
    const { id: userId, signInEpoch: epoch } = account;
    const id = await history.recordStart({ userId, epoch, caller, method, started });
    // Whoever has a second factor gets here only when it was shown.
    return { ...started, id, account, secondFactor: account.hasTwoFactor } as unknown as CompletedSignIn<B>;
  }
}
