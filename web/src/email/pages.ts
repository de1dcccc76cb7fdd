import type { Request, Response } from 'express';
import { LanternError } from '../errors.ts';
import { parse } from '../http/api/validation.ts';
import { inputOf, keepAddressPrivate, submit } from '../http/pages/form.ts';
import { requesterOf } from '../http/session/caller.ts';
import { currentUserOf } from '../http/session/current-user.ts';
import { emailLink } from './schemas.ts';
import type { EmailService } from './service.ts';

const CONFIRM = 'email/views/confirm.njk';
const UNDO = 'email/views/undo.njk';

/** Where the links lead that are mailed about an address: each page has a button, since mail scanners open links too. */
export function emailPages(emails: EmailService) {
  const purposes = { [CONFIRM]: ['verify', 'change'], [UNDO]: ['undo'] } as const;

  async function shown(view: typeof CONFIRM | typeof UNDO, token: string) {
    const found = await emails.look(token, ...purposes[view]);
    return { token, link: found?.link, owner: found?.person };
  }

  const form = (view: typeof CONFIRM | typeof UNDO) => async (req: Request, res: Response) => {
    keepAddressPrivate(res);
    const data = await shown(view, String(req.query.token ?? ''));
    if (!data.link) res.status(new LanternError('email_link_invalid').status);
    res.render(view, { ...data, done: 'done' in req.query, fields: {} });
  };

  /** @param act uses the link, and answers where to go from there */
  const use =
    (view: typeof CONFIRM | typeof UNDO, act: (token: string, req: Request) => Promise<string>) =>
    async (req: Request, res: Response) => {
      keepAddressPrivate(res);
      const input = inputOf(req);
      const token = typeof input.token === 'string' ? input.token : '';
      // Where the locale switch leads: back to this link.
      const path = view === UNDO ? 'undo' : 'confirm';
      res.locals.path = `/email/${path}?token=${encodeURIComponent(token)}`;
      const action = async () => res.redirect(303, await act(parse(emailLink, input).token, req));
      await submit(req, res, { view, data: () => shown(view, token), action });
    };

  return {
    confirmForm: async (req: Request, res: Response) =>
      'done' in req.query ? res.render(CONFIRM, { done: true, fields: {} }) : form(CONFIRM)(req, res),

    confirm: use(CONFIRM, async (token, req) => {
      await emails.confirm(token, requesterOf(req));
      return '/email/confirm?done';
    }),

    undoForm: form(UNDO),

    undo: use(UNDO, async (token, req) => {
      const reset = await emails.undo(token, requesterOf(req));
      return reset ? `/password-reset?token=${reset}&email-restored` : '/login';
    }),

    async sendVerification(req: Request, res: Response) {
      await emails.sendVerification(currentUserOf(req), requesterOf(req));
      res.redirect(303, '/settings?saved=verification_sent');
    },

    async cancelChange(req: Request, res: Response) {
      await emails.cancelChange(currentUserOf(req));
      res.redirect(303, '/settings?saved=email_kept');
    },
  };
}
