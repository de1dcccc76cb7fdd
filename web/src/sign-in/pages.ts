import type { Request, Response } from 'express';
import { credentials, type PasswordSignIn } from '../accounts/index.ts';
import { LanternError } from '../errors.ts';
import { parse } from '../http/api/validation.ts';
import { inputOf, submit } from '../http/pages/form.ts';
import { localPath } from '../http/pages/local-path.ts';
import type { BrowserSignIn } from '../http/session/browser-sign-in.ts';
import { callerOf } from '../http/session/caller.ts';
import { signInCode } from '../two-factor/index.ts';

const SIGN_IN = 'sign-in/views/login.njk';
const CODE = 'sign-in/views/code.njk';

type Parts = {
  passwordSignIn: PasswordSignIn;
  signIn: BrowserSignIn;
  /** What a preview of a link may tell of the page that a stranger wanted. */
  rooms: { preview(path: string): Promise<{ name: string; description: string | null } | undefined> };
};

/** Signing in with a password, the code after it, and signing out. Passkeys and linked accounts have pages of their own. */
export function signInPages({ passwordSignIn, signIn, rooms }: Parts) {
  return {
    async signInForm(req: Request, res: Response) {
      const next = localPath(req.query.next);
      if (res.locals.person) return res.redirect(303, next);
      const passwordChanged = 'password-changed' in req.query;
      const cancelled = 'cancelled' in req.query;
      // Whoever makes a preview of a link to a room is a stranger, and is sent here.
      const about = await rooms.preview(next);
      res.render(SIGN_IN, { next, about, passwordChanged, cancelled, values: {}, fields: {} });
    },

    async signIn(req: Request, res: Response) {
      const { next: wanted, ...input } = inputOf(req);
      const next = localPath(wanted);
      const action = async () => {
        const typed = parse(credentials, input);
        const first = await passwordSignIn.verify(typed, callerOf(req), req.devices.known);
        res.redirect(303, await signIn.withFirstFactor(req, first, next));
      };
      await submit(req, res, { view: SIGN_IN, data: () => ({ next }), action });
    },

    codeForm(req: Request, res: Response) {
      const next = localPath(req.query.next);
      if (res.locals.person) return res.redirect(303, next);
      if (!signIn.waitsForCode(req)) return res.redirect(303, `/login?next=${encodeURIComponent(next)}`);
      res.render(CODE, { next, recovery: 'recovery' in req.query, values: {}, fields: {} });
    },

    async signInCode(req: Request, res: Response) {
      const { next: wanted, recovery, ...input } = inputOf(req);
      const next = localPath(wanted);
      let ended = false;
      const action = async () => {
        try {
          const pending = signIn.pendingOf(req);
          await signIn.withSecondFactor(req, pending, parse(signInCode, input).code);
        } catch (error) {
          ended = endsSignIn(error);
          if (ended) delete req.session.pending;
          throw error;
        }
        res.redirect(303, next);
      };
      await submit(req, res, {
        view: CODE,
        data: () => ({ next, recovery: recovery !== undefined, ended }),
        action,
      });
    },

    async signOut(req: Request, res: Response) {
      await signIn.end(req, res);
      res.redirect(303, '/');
    },
  };
}

/** After too many wrong codes, or too late, only the first factor leads on. */
function endsSignIn(error: unknown): boolean {
  return error instanceof LanternError && ['too_many_requests', 'sign_in_expired'].includes(error.code);
}
