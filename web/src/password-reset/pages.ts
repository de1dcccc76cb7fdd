import type { Request, Response } from 'express';
import { LanternError } from '../errors.ts';
import { parse } from '../http/api/validation.ts';
import { inputOf, keepAddressPrivate, submit } from '../http/pages/form.ts';
import { callerOf, originOf, requesterOf } from '../http/session/caller.ts';
import { currentUserOf } from '../http/session/current-user.ts';
import { LINK_SECONDS, linkUrl } from './links.ts';
import { forgotten, resetForm } from './schemas.ts';
import type { PasswordResetService } from './service.ts';

const ASK = 'password-reset/views/ask.njk';
const SET = 'password-reset/views/set.njk';
const LINK = 'password-reset/views/link.njk';

type Parts = {
  passwordResets: PasswordResetService;
  /** Where people reach the site; absent: under whatever host they ask for. */
  publicOrigin: string | undefined;
};

export function passwordResetPages({ passwordResets: resets, publicOrigin }: Parts) {
  const { byMail } = resets;

  return {
    askForm(req: Request, res: Response) {
      res.render(ASK, { byMail, sent: 'sent' in req.query, values: {}, fields: {} });
    },

    async ask(req: Request, res: Response) {
      await submit(req, res, {
        view: ASK,
        data: () => ({ byMail }),
        action: async () => {
          const { email } = parse(forgotten, inputOf(req));
          await resets.ask(email, callerOf(req), res.locals.locale);
          res.redirect(303, '/forgot-password?sent');
        },
      });
    },

    async setForm(req: Request, res: Response) {
      const token = String(req.query.token ?? '');
      keepAddressPrivate(res);
      const found = await resets.look(token);
      if (!found) res.status(new LanternError('reset_link_invalid').status);
      const restored = 'email-restored' in req.query;
      res.render(SET, { token, found, restored, byMail, values: {}, fields: {} });
    },

    async set(req: Request, res: Response) {
      const input = inputOf(req);
      const token = typeof input.token === 'string' ? input.token : '';
      keepAddressPrivate(res);
      // Where the locale switch leads: back to this link.
      res.locals.path = `/password-reset?token=${encodeURIComponent(token)}`;
      await submit(req, res, {
        view: SET,
        data: async () => ({ token, found: await resets.look(token), byMail }),
        action: async () => {
          const { remove_other_ways_in: ticked, ...rest } = parse(resetForm, input);
          const wanted = { ...rest, remove_other_ways_in: ticked === 'yes' };
          const { id, epoch } = await resets.reset(wanted, requesterOf(req));
          // Whoever goes on guessing from elsewhere does not keep the owner from signing in here.
          req.devices.remember(id, epoch);
          res.redirect(303, '/login?password-changed');
        },
      });
    },

    /** For an administrator: the link is on this page and never again. */
    async makeLink(req: Request, res: Response) {
      const { token, person } = await resets.makeLink(currentUserOf(req), String(req.params.user));
      const url = linkUrl(publicOrigin ?? originOf(req), token);
      res.render(LINK, { url, minutes: LINK_SECONDS / 60, email: person.email, userId: person.id });
    },
  };
}
