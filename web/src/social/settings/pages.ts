import type { Request, Response } from 'express';
import type { AccountService } from '../../accounts/index.ts';
import { parse } from '../../http/api/validation.ts';
import { inputOf, submit } from '../../http/pages/form.ts';
import { localPath } from '../../http/pages/local-path.ts';
import { requesterOf } from '../../http/session/caller.ts';
import { currentUserOf } from '../../http/session/current-user.ts';
import { renewSession, saveSession } from '../../http/session/session.ts';
import type { PasskeyRotation } from '../../passkeys/index.ts';
import { proofForm } from '../schemas.ts';
import type { SocialService } from '../service.ts';

const LIST = 'social/settings/views/accounts.njk';
const LINK = 'social/settings/views/link.njk';
const UNLINK = 'social/settings/views/unlink.njk';
const CONFIRM = 'social/settings/views/confirm.njk';
const HOME = '/settings/social-accounts';

/** What the page says was done: `?saved=<one of these>`. */
const SAVED = ['linked', 'unlinked'];

type Parts = { social: SocialService; accounts: AccountService; passkeys: PasskeyRotation };

/** Accounts elsewhere in the settings, and the page where who has no password shows who they are. */
export function socialSettingsPages({ social, accounts, passkeys }: Parts) {
  const providerIn = (req: Request) => social.find(String(req.params.provider));
  /** One that is not configured any more can be unlinked as well. */
  const namedIn = (req: Request) => {
    const name = String(req.params.provider);
    return { name, label: social.offered.find((each) => each.name === name)?.label ?? name };
  };

  return {
    async list(req: Request, res: Response) {
      const linked = await social.list(currentUserOf(req));
      const more = social.offered.filter(({ name }) => !linked.some(({ provider }) => provider === name));
      const saved = SAVED.find((each) => each === req.query.saved);
      res.render(LIST, { linked, more, saved, cancelled: 'cancelled' in req.query });
    },

    linkForm(req: Request, res: Response) {
      const provider = providerIn(req);
      const permitted = social.isPermitted(req.session.linking, provider.name);
      res.render(LINK, { provider, permitted, fields: {} });
    },

    async link(req: Request, res: Response) {
      const provider = providerIn(req);
      const action = async () => {
        const { current_password: password } = parse(proofForm, inputOf(req));
        await social.confirm(currentUserOf(req), password);
        req.session.linking = social.permit(provider.name);
        await saveSession(req);
        // To a page of ours with a link: the browser would not let the form itself lead to another site.
        res.redirect(303, `${HOME}/${provider.name}`);
      };
      await submit(req, res, { view: LINK, data: () => ({ provider, permitted: false }), action });
    },

    unlinkForm(req: Request, res: Response) {
      res.render(UNLINK, { provider: namedIn(req), fields: {} });
    },

    async unlink(req: Request, res: Response) {
      const provider = namedIn(req);
      const action = async () => {
        const { current_password: currentPassword } = parse(proofForm, inputOf(req));
        const wanted = { provider: provider.name, currentPassword };
        const epoch = await social.unlink(currentUserOf(req), wanted, requesterOf(req));
        await renewSession(req, { signInEpoch: epoch }, accounts.moveSession);
        res.redirect(303, `${HOME}?saved=unlinked`);
      };
      await submit(req, res, { view: UNLINK, data: () => ({ provider }), action });
    },

    async confirm(req: Request, res: Response) {
      const person = currentUserOf(req);
      const [linked, keys] = await Promise.all([social.list(person), passkeys.list(person)]);
      const why = ['another', 'cancelled'].find((each) => each in req.query);
      const offered = linked.filter((each) => each.offered);
      res.render(CONFIRM, {
        linked: offered,
        hasPasskeys: keys.length > 0,
        next: localPath(req.query.next),
        why,
      });
    },
  };
}
