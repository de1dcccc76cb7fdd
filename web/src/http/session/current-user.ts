import type { Request, RequestHandler } from 'express';
import { type AccountService, type CurrentUser, displayName } from '../../accounts/index.ts';
import { LanternError } from '../../errors.ts';
import { demand, type Permission } from '../../permissions.ts';
import { type Section, sectionsFor } from '../../sections.ts';
import { wantsProblem } from '../pages/error-page.ts';
import { localPath } from '../pages/local-path.ts';
import { type SessionLife, signInOf } from './session.ts';

declare global {
  namespace Express {
    interface Locals {
      /** Who is signed in; undefined for a stranger. */
      person?: CurrentUser;
      /** By which sign-in. */
      signIn?: CurrentSignIn;
      /** The pages of the administration that they may see. */
      sections?: Section[];
    }
  }
}

/** The sign-in of a browser, and for how long it lasts if nothing more is asked for. */
type CurrentSignIn = { signInId: string; secondsLeft: number };

/**
 * Looks the session's person up for every request: one who was disabled or deleted, or signed out everywhere, is a stranger
 * from the next click on.
 *
 * @param now milliseconds since 1970
 */
export function currentUser(accounts: AccountService, life: SessionLife, now: () => number): RequestHandler {
  return async (req, res, next) => {
    const session = signInOf(req, life, now());
    const person = session && (await accounts.findEnabled(session.userId, session));
    if (person && person.signInEpoch === session.epoch)
      Object.assign(res.locals, {
        person,
        signIn: { signInId: session.signIn.signInId, secondsLeft: session.secondsLeft },
        personName: displayName(person, person.locale ?? res.locals.locale),
        sections: sectionsFor(person),
      });
    next();
  };
}

/**
 * Who may open a page:
 * - `everyone`: any visitor
 * - `signed_in`: an account that is signed in
 * - a list of permissions: an account that is signed in and has one of them
 */
export type Admits = 'everyone' | 'signed_in' | readonly Permission[];

/** What stands before every page. Whom it admits can be read off it, and a test does that for every route there is. */
export type PageGuard = RequestHandler & { admits: Admits };

const guard = (admits: Admits, handler: RequestHandler): PageGuard => Object.assign(handler, { admits });

/** Strangers are sent to sign in, and come back afterwards. What they tried to change is not changed. */
export const signedIn = guard('signed_in', (req, res, next) => {
  if (res.locals.person) return next();
  if (req.method !== 'GET' || wantsProblem(req)) throw new LanternError('not_signed_in');
  res.redirect(303, `/login?next=${encodeURIComponent(localPath(req.originalUrl))}`);
});

/** One of these rights, which the person may use now, and before it whatever `signedIn` asks for. */
export function permitted(...anyOf: Permission[]): PageGuard {
  return guard(anyOf, (req, res, next) =>
    signedIn(req, res, (error?: unknown) => {
      if (!error) demand(currentUserOf(req), ...anyOf);
      next(error);
    }),
  );
}

/** No condition. Said at the route, so that an open door is one that somebody meant to leave open. */
export const everyone = guard('everyone', (_req, _res, next) => next());

/** @returns who is signed in, behind the guard `signedIn` */
export function currentUserOf(req: Request): CurrentUser {
  const { person } = req.res?.locals ?? {};
  if (!person) throw new LanternError('not_signed_in');
  return person;
}

/** @returns by which sign-in they came, behind the guard `signedIn` */
export function currentSignInOf(req: Request): CurrentSignIn {
  const { signIn } = req.res?.locals ?? {};
  if (!signIn) throw new LanternError('not_signed_in');
  return signIn;
}
