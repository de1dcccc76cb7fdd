import type { Request, RequestHandler, Response } from 'express';
import { callerOf } from '../http/caller.ts';
import { submit } from '../http/form.ts';
import { localPath } from '../http/local-path.ts';
import { endSession, startSession } from '../http/session.ts';
import { parse } from '../http/validation.ts';
import { credentials, signUp } from './schemas.ts';
import type { AccountService, Person } from './service.ts';

const SIGN_UP = 'accounts/views/signup.njk';
const SIGN_IN = 'accounts/views/login.njk';

export function accountPages(accounts: AccountService) {
  const begin = (req: Request, person: Person) =>
    startSession(req, person, (sessionId) => accounts.recordSignIn(person.id, callerOf(req), { sessionId }));

  return {
    signUpForm: form(SIGN_UP),
    signInForm: form(SIGN_IN),

    async signUp(req: Request, res: Response) {
      const { next, input } = readForm(req);
      await submit(
        req,
        res,
        SIGN_UP,
        () => ({ next }),
        async () => {
          await begin(req, await accounts.register(parse(signUp, input), callerOf(req)));
          res.redirect(303, next);
        },
      );
    },

    async signIn(req: Request, res: Response) {
      const { next, input } = readForm(req);
      await submit(
        req,
        res,
        SIGN_IN,
        () => ({ next }),
        async () => {
          await begin(req, await accounts.signIn(parse(credentials, input), callerOf(req)));
          res.redirect(303, next);
        },
      );
    },

    async signOut(req: Request, res: Response) {
      const { signInId } = req.session;
      if (signInId) await accounts.endSession(signInId);
      await endSession(req, res);
      res.redirect(303, '/');
    },
  };
}

function form(view: string): RequestHandler {
  return (req, res) => {
    const next = localPath(req.query.next);
    if (res.locals.person) return res.redirect(303, next);
    const passwordChanged = 'password-changed' in req.query;
    res.render(view, { next, passwordChanged, values: {}, fields: {} });
  };
}

/** The form's own fields apart from those of the account. */
function readForm(req: Request) {
  const { _csrf, next, ...input } = (req.body ?? {}) as Record<string, unknown>;
  return { next: localPath(next), input };
}
