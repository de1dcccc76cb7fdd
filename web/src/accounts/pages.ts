import type { Request, Response } from 'express';
import { parse } from '../http/api/validation.ts';
import { inputOf, submit } from '../http/pages/form.ts';
import { localPath } from '../http/pages/local-path.ts';
import type { BrowserSignIn } from '../http/session/browser-sign-in.ts';
import { requesterOf } from '../http/session/caller.ts';
import { signUp } from './schemas.ts';
import type { AccountService } from './service.ts';

const SIGN_UP = 'accounts/views/signup.njk';

export function accountPages({ accounts, signIn }: { accounts: AccountService; signIn: BrowserSignIn }) {
  return {
    signUpForm(req: Request, res: Response) {
      const next = localPath(req.query.next);
      if (res.locals.person) return res.redirect(303, next);
      res.render(SIGN_UP, { next, values: {}, fields: {} });
    },

    async signUp(req: Request, res: Response) {
      const { next: wanted, ...input } = inputOf(req);
      const next = localPath(wanted);
      const action = async () => {
        const first = await accounts.register(parse(signUp, input), requesterOf(req));
        res.redirect(303, await signIn.withFirstFactor(req, first, next));
      };
      await submit(req, res, { view: SIGN_UP, data: () => ({ next }), action });
    },
  };
}
