import type { Request, Response } from 'express';
import { type CurrentUser, displayName, type ProfileService } from '../accounts/index.ts';
import { parse } from '../http/api/validation.ts';
import { redirectAfterChange } from '../http/pages/chat-warning.ts';
import { localeOf } from '../http/pages/locale.ts';
import { currentUserOf } from '../http/session/current-user.ts';
import { covers, may } from '../permissions.ts';
import type { RoleService } from '../roles/index.ts';
import { peoplePageQuery } from './schemas.ts';
import type { ManagedAccount, PeopleService } from './service.ts';

/** What a page says was done: `?done=<one of these>`, `people:done.<one of these>` in locales/. */
const DONE = ['disabled', 'enabled', 'signed_out', 'role_given', 'role_taken'];

const CONFIRM = 'people/views/confirm.njk';

type Parts = { people: PeopleService; profile: ProfileService; roles: RoleService };

export function peoplePages({ people, profile, roles }: Parts) {
  return {
    async list(req: Request, res: Response) {
      const { q, after } = parse(peoplePageQuery, req.query);
      const page = await people.search(q, after);
      const named = (account: ManagedAccount) => displayName(account, localeOf(req));
      res.render('people/views/list.njk', { q, page, displayName: named });
    },

    async person(req: Request, res: Response) {
      const account = await people.get(userIn(req));
      const [history, offers] = await Promise.all([
        profile.signIns(account.id),
        roles.offersFor(currentUserOf(req), account),
      ]);
      res.render('people/views/person.njk', {
        account,
        name: displayName(account, localeOf(req)),
        history: history.items,
        offers,
        ...standing(currentUserOf(req), account),
        done: DONE.find((each) => each === req.query.done),
      });
    },

    async disableForm(req: Request, res: Response) {
      res.render(CONFIRM, { act: 'disable', ...named(await people.get(userIn(req)), req) });
    },

    async disable(req: Request, res: Response) {
      const change = await people.disable(currentUserOf(req), userIn(req));
      redirectAfterChange(res, `/admin/people/${userIn(req)}?done=disabled`, change);
    },

    async enable(req: Request, res: Response) {
      await people.enable(currentUserOf(req), userIn(req));
      res.redirect(303, `/admin/people/${userIn(req)}?done=enabled`);
    },

    async signOutForm(req: Request, res: Response) {
      res.render(CONFIRM, { act: 'sign-out', ...named(await people.get(userIn(req)), req) });
    },

    async signOut(req: Request, res: Response) {
      const change = await people.signOut(currentUserOf(req), userIn(req));
      redirectAfterChange(res, `/admin/people/${userIn(req)}?done=signed_out`, change);
    },
  };
}

const userIn = (req: Request) => String(req.params.user);

const named = (account: ManagedAccount, req: Request) => ({
  account,
  name: displayName(account, localeOf(req)),
});

/** What of this account whoever looks may change: only that is offered. */
function standing(actor: CurrentUser, account: ManagedAccount) {
  const own = actor.id === account.id;
  const covered = covers(actor, account);
  const mayChange = covered && !own;
  return {
    own,
    covered,
    mayDisable: mayChange && may(actor, 'people.disable'),
    mayResetPassword: mayChange && !account.disabledAt && may(actor, 'people.reset_password'),
  };
}
