import type { Request, Response } from 'express';
import type { AccountService, CurrentUser, Revocation, SignInMethod } from '../../accounts/index.ts';
import type { Newcomer } from '../../social/index.ts';
import type { SecondFactor } from '../../two-factor/index.ts';
import { callerOf } from './caller.ts';
import type { OwnCookies } from './cookies/own-cookies.ts';
import { endSession, holdNewcomer, holdSignIn, proveSession, startSession } from './session.ts';

export type BrowserSignIn = ReturnType<typeof browserSignIn>;

/**
 * Where every way in ends on the pages, whatever it began with; and the way out.
 *
 * @param now the time in milliseconds since 1970
 */
export function browserSignIn(
  accounts: AccountService,
  revocation: Revocation,
  secondFactor: SecondFactor,
  cookies: OwnCookies,
  now: () => number,
) {
  /** Ends the sign-in that this session is of, if any: its room tokens and chat sockets go with it. */
  async function leave(req: Request): Promise<void> {
    const { userId, signInId: id } = req.session;
    if (userId && id) await revocation.signIn({ userId, id });
  }

  /** Begins the session of somebody who has shown all that their account asks for. What this browser had before ends. */
  async function begin(req: Request, person: CurrentUser, method: SignInMethod): Promise<void> {
    await leave(req);
    await startSession(req, person, now(), (sessionId) =>
      accounts.beginSignIn(person, callerOf(req), method, { sessionId }),
    );
  }

  return {
    begin,

    /**
     * Begins the session, or puts off who has a second factor to show yet.
     *
     * @param next the local path that the person wants to get to
     * @returns the local path to send them to now
     */
    async admit(req: Request, person: CurrentUser, method: SignInMethod, next: string): Promise<string> {
      if (person.hasTwoFactor && !person.secondFactor) {
        await leave(req);
        await holdSignIn(req, secondFactor.hold(person));
        return `/login/code?next=${encodeURIComponent(next)}`;
      }
      await begin(req, person, method);
      return next;
    },

    /** Keeps whom a provider vouches for while they sign up. */
    async welcome(req: Request, newcomer: Newcomer): Promise<void> {
      await leave(req);
      await holdNewcomer(req, newcomer);
    },

    /** Signs out: the session ends, and all that hangs on its sign-in. */
    async end(req: Request, res: Response): Promise<void> {
      await leave(req);
      await endSession(req, res, cookies);
    },

    /** Who is signed in has shown again who they are, by whatever way in: what asks for that takes it for some minutes. */
    prove: (req: Request): Promise<void> => proveSession(req, now(), accounts.moveSession),
  };
}
