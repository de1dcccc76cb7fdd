import type { Logger } from '@lantern/service/log';
import { v7 as uuid } from 'uuid';
import { LanternError } from '../../errors.ts';
import type { AccountRepository } from '../repository.ts';
import type { SignIn } from './repository.ts';

/** Where a sign-in comes from. */
export type Caller = { ip: string | undefined; userAgent: string };
/** By what somebody signed in or tried to: of two factors the second. */
export type SignInMethod = SignIn['method'];
/** What a sign-in began: a browser's session, or a family of tokens. */
export type Begun = { sessionId?: string; familyId?: string };

export type SignInHistory = ReturnType<typeof signInHistory>;

export function signInHistory(accounts: AccountRepository, log: Logger) {
  /** Who guesses at passwords shows here. What was typed as a name is left out: it may be a password. */
  function note(outcome: string, { ip }: Caller, personId?: string, method?: SignInMethod): void {
    log.info({ act: 'sign-in', outcome, method, person_id: personId, ip }, 'somebody tried to sign in');
  }

  const entryOf = (userId: string, { ip, userAgent }: Caller, method: SignInMethod) => ({
    id: uuid(),
    userId,
    ip: ip ?? null,
    userAgent: userAgent.slice(0, 512),
    method,
  });

  return {
    /** To the log alone: a try that is no account's, or that was not looked at. */
    note,

    /** Puts into the history what begins nothing. */
    async record(
      userId: string,
      caller: Caller,
      method: SignInMethod,
      outcome: SignIn['outcome'],
    ): Promise<void> {
      await accounts.recordSignIn({ ...entryOf(userId, caller, method), outcome });
      note(outcome, caller, userId, method);
    },

    /**
     * Begins a sign-in, whatever it is made by.
     *
     * @param person with the epoch under which they showed who they are
     * @returns its id
     * @throws LanternError `sign_in_expired` when that epoch is over: a new password, or what took their way in away, ended it
     */
    async begin(
      person: { id: string; signInEpoch: number },
      caller: Caller,
      method: SignInMethod,
      begun: Begun,
    ): Promise<string> {
      const signIn = { ...entryOf(person.id, caller, method), ...begun, outcome: 'success' } as const;
      const isGood = await accounts.beginSignIn(signIn, person.signInEpoch);
      note(isGood ? 'success' : 'sign_in_expired', caller, person.id, method);
      if (!isGood) throw new LanternError('sign_in_expired');
      return signIn.id;
    },
  };
}
