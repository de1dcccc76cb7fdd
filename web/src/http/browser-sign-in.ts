import type { Request } from 'express';
import type { AccountService, Person, SignInMethod } from '../accounts/service.ts';
import type { SecondFactor } from '../two-factor/service.ts';
import { callerOf } from './caller.ts';
import { holdSignIn, proveSession, startSession } from './session.ts';

export type BrowserSignIn = ReturnType<typeof browserSignIn>;

/**
 * Where every way in ends on the pages, whatever it began with.
 *
 * @param now the time in milliseconds since 1970
 */
export function browserSignIn(accounts: AccountService, secondFactor: SecondFactor, now: () => number) {
  /** Begins the session of somebody who has shown all that their account asks for. */
  const begin = (req: Request, person: Person, method: SignInMethod): Promise<void> =>
    startSession(req, person, now(), (sessionId) =>
      accounts.recordSignIn(person.id, callerOf(req), method, { sessionId }),
    );

  return {
    begin,

    /**
     * Begins the session, or puts off who has a second factor to show yet.
     *
     * @param next the local path that the person wants to get to
     * @returns the local path to send them to now
     */
    async admit(req: Request, person: Person, method: SignInMethod, next: string): Promise<string> {
      if (person.hasTwoFactor && !person.secondFactor) {
        await holdSignIn(req, secondFactor.hold(person));
        return `/login/code?next=${encodeURIComponent(next)}`;
      }
      await begin(req, person, method);
      return next;
    },

    /** Who is signed in has shown again who they are, by whatever way in: what asks for that takes it for some minutes. */
    prove: (req: Request): Promise<void> => proveSession(req, now(), accounts.moveSession),
  };
}
