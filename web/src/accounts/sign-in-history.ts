import type { Logger } from '@lantern/service/log';
import { v7 as uuid } from 'uuid';
import type { AccountRepository } from './repository.ts';
import type { SignIn } from './sign-ins/repository.ts';

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

  return {
    /** To the log alone: a try that is no account's, or that was not looked at. */
    note,

    /** @returns the id of the sign-in */
    async record(
      userId: string,
      caller: Caller,
      method: SignInMethod,
      outcome: SignIn['outcome'],
      begun: Begun = {},
    ): Promise<string> {
      const id = uuid();
      await accounts.recordSignIn({
        id,
        userId,
        ip: caller.ip ?? null,
        userAgent: caller.userAgent.slice(0, 512),
        method,
        outcome,
        ...begun,
      });
      note(outcome, caller, userId, method);
      return id;
    },
  };
}
