import type { Request, RequestHandler, Response } from 'express';
import { LanternError } from '../errors.ts';
import { parse } from '../http/api/validation.ts';
import { inputOf, submit } from '../http/pages/form.ts';
import { localPath } from '../http/pages/local-path.ts';
import type { BrowserSignIn } from '../http/session/browser-sign-in.ts';
import { callerOf, requesterOf } from '../http/session/caller.ts';
import { type SecondFactor, signInCode } from '../two-factor/index.ts';
import { credentials, signUp } from './schemas.ts';
import type { AccountService } from './service.ts';

const SIGN_UP = 'accounts/views/signup.njk';
const SIGN_IN = 'accounts/views/login.njk';
const CODE = 'accounts/views/code.njk';

export function accountPages(
  accounts: AccountService,
  secondFactor: SecondFactor,
  { begin, admit, end }: BrowserSignIn,
) {
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
          await begin(req, await accounts.register(parse(signUp, input), requesterOf(req)), 'password');
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
          const person = await accounts.signIn(parse(credentials, input), callerOf(req), req.devices.known);
          res.redirect(303, await admit(req, person, 'password', next));
        },
      );
    },

    codeForm(req: Request, res: Response) {
      const next = localPath(req.query.next);
      if (res.locals.person) return res.redirect(303, next);
      const { pending } = req.session;
      if (!pending || secondFactor.isOver(pending))
        return res.redirect(303, `/login?next=${encodeURIComponent(next)}`);
      res.render(CODE, { next, recovery: 'recovery' in req.query, values: {}, fields: {} });
    },

    async signInCode(req: Request, res: Response) {
      const { next, input } = readForm(req);
      const { recovery, ...typed } = input;
      let ended = false;
      await submit(
        req,
        res,
        CODE,
        () => ({ next, recovery: recovery !== undefined, ended }),
        async () => {
          try {
            const { pending } = req.session;
            if (!pending) throw new LanternError('sign_in_expired');
            const { code } = parse(signInCode, typed);
            const { person, method } = await secondFactor.pass(pending, code, callerOf(req));
            await begin(req, person, method);
          } catch (error) {
            ended = endsSignIn(error);
            if (ended) delete req.session.pending;
            throw error;
          }
          res.redirect(303, next);
        },
      );
    },

    async signOut(req: Request, res: Response) {
      await end(req, res);
      res.redirect(303, '/');
    },
  };
}

function form(view: string): RequestHandler {
  return (req, res) => {
    const next = localPath(req.query.next);
    if (res.locals.person) return res.redirect(303, next);
    const passwordChanged = 'password-changed' in req.query;
    const cancelled = 'cancelled' in req.query;
    res.render(view, { next, passwordChanged, cancelled, values: {}, fields: {} });
  };
}

/** After too many wrong codes, or too late, only the password leads on. */
function endsSignIn(error: unknown): boolean {
  return error instanceof LanternError && ['too_many_requests', 'sign_in_expired'].includes(error.code);
}

/** The form's own fields apart from those of the account. */
function readForm(req: Request) {
  const { next, ...input } = inputOf(req);
  return { next: localPath(next), input };
}
