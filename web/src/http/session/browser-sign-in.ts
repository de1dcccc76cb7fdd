import type { Request, Response } from 'express';
import type { Account, AccountService, Caller, FirstFactor, Revocation } from '../../accounts/index.ts';
import { LanternError } from '../../errors.ts';
import type { CompletedSignIn, PendingSignIn, SignInPipeline } from '../../sign-in/index.ts';
import type { Newcomer } from '../../social/index.ts';
import { callerOf } from './caller.ts';
import type { BegunInvites } from './cookies/begun-invites.ts';
import type { OwnCookies } from './cookies/own-cookies.ts';
import { endSession, holdNewcomer, holdSignIn, newSessionId, proveSession, startSession } from './session.ts';

export type BrowserSignIn = ReturnType<typeof browserSignIn>;

export type BrowserSignInParts = {
  pipeline: SignInPipeline;
  revocation: Revocation;
  moveSession: AccountService['moveSession'];
  cookies: OwnCookies;
  begunInvites: BegunInvites;
  /** Makes a member of who has signed in to accept an invite. */
  acceptInvite: (token: string, account: Account, caller: Caller) => Promise<unknown>;
  /** The time in milliseconds since 1970. */
  now: () => number;
};

/** How a browser goes through the sign-in pipeline, whatever it began with, and how it signs out. */
export function browserSignIn(parts: BrowserSignInParts) {
  const { pipeline, revocation, moveSession, cookies, begunInvites, acceptInvite, now } = parts;

  /** Ends the sign-in that this session is of, if any: its room tokens and chat sockets go with it. */
  async function endSignInOf(req: Request): Promise<void> {
    const { userId, signInId: id } = req.session;
    if (userId && id) await revocation.signIn({ userId, id });
  }

  /** What this browser had before ends when the new session begins. */
  const attemptOf = (req: Request) => ({
    caller: callerOf(req),
    async prepare() {
      await endSignInOf(req);
      return { sessionId: await newSessionId(req) };
    },
  });

  /** Whoever signed in on the way into a room is in it then. Where the invite has ended meanwhile, its page says so. */
  async function start(req: Request, signIn: CompletedSignIn<{ sessionId: string }>): Promise<void> {
    await startSession(req, signIn, now());
    const token = begunInvites.take(req, req.res as Response);
    if (token === undefined) return;
    try {
      await acceptInvite(token, signIn.account, callerOf(req));
    } catch (error) {
      // The sign-in is complete, whatever has become of the invite.
      if (!(error instanceof LanternError)) throw error;
    }
  }

  return {
    /**
     * Begins the session, or holds the sign-in until the second factor is shown.
     *
     * @param next the local path that the person wants to get to
     * @returns the local path to send them to now
     * @throws LanternError `account_disabled`, `sign_in_expired`
     */
    async withFirstFactor(req: Request, first: FirstFactor, next: string): Promise<string> {
      const result = await pipeline.withFirstFactor(first, attemptOf(req));
      if (result.kind === 'completed') {
        await start(req, result.signIn);
        return next;
      }
      await endSignInOf(req);
      await holdSignIn(req, result.pending);
      return `/login/code?next=${encodeURIComponent(next)}`;
    },

    /** Whether this browser has a sign-in that waits for its code, and may still bring it. */
    waitsForCode: ({ session: { pending } }: Request): boolean =>
      pending !== undefined && !pipeline.isOver(pending),

    /** @throws LanternError `sign_in_expired` when this browser has no sign-in that waits for its code */
    pendingOf({ session: { pending } }: Request): PendingSignIn {
      if (!pending) throw new LanternError('sign_in_expired');
      return pending;
    },

    /** @throws LanternError `code_invalid`, `sign_in_expired`, `too_many_requests` */
    async withSecondFactor(req: Request, pending: PendingSignIn, code: string): Promise<void> {
      await start(req, await pipeline.withSecondFactor(pending, code, attemptOf(req)));
    },

    /** Keeps whom a provider vouches for while they sign up. */
    async welcome(req: Request, newcomer: Newcomer): Promise<void> {
      await endSignInOf(req);
      await holdNewcomer(req, newcomer);
    },

    /** Signs out: the session ends, and all that hangs on its sign-in. */
    async end(req: Request, res: Response): Promise<void> {
      await endSignInOf(req);
      await endSession(req, res, cookies);
    },

    /** Who is signed in has shown again who they are, by whatever way in: what asks for that takes it for some minutes. */
    prove: (req: Request): Promise<void> => proveSession(req, now(), moveSession),
  };
}
