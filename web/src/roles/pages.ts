import type { Request, Response } from 'express';
import { displayName } from '../accounts/index.ts';
import { parse } from '../http/api/validation.ts';
import { redirectAfterChange } from '../http/pages/chat-warning.ts';
import { inputOf, submit } from '../http/pages/form.ts';
import { localeOf } from '../http/pages/locale.ts';
import { currentUserOf } from '../http/session/current-user.ts';
import { after } from '../paging.ts';
import { may, permissions } from '../permissions.ts';
import { assignment, newRole } from './schemas.ts';
import type { RoleService } from './service.ts';

const LIST = 'roles/views/list.njk';
const ROLE = 'roles/views/role.njk';

/** What a page says was done: `?saved=<one of these>`, `roles:saved.<one of these>` in locales/. */
const SAVED = ['created', 'changed', 'deleted'];

export function rolePages(roles: RoleService) {
  const listing = async (req: Request) => ({
    page: await roles.listCounted(after.parse(req.query.after)),
    ...whatMay(req, chosenIn(req)),
  });

  const one = async (req: Request) => {
    const { role, holders } = await roles.look(currentUserOf(req), idIn(req, 'role'));
    const shown = holders?.shown.map((holder) => ({ ...holder, name: displayName(holder, localeOf(req)) }));
    return { role, holders: holders && { ...holders, shown } };
  };

  return {
    async list(req: Request, res: Response) {
      res.render(LIST, { ...(await listing(req)), values: {}, fields: {}, saved: savedOf(req) });
    },

    async create(req: Request, res: Response) {
      await submit(req, res, {
        view: LIST,
        data: () => listing(req),
        action: async () => {
          const { id } = await roles.create(currentUserOf(req), parse(newRole, formOf(req)));
          res.redirect(303, `/admin/roles/${id}?saved=created`);
        },
      });
    },

    async role(req: Request, res: Response) {
      const data = await one(req);
      const boxes = whatMay(req, data.role.permissions);
      res.render(ROLE, { ...data, ...boxes, values: data.role, fields: {}, saved: savedOf(req) });
    },

    async change(req: Request, res: Response) {
      const again = async () => ({ ...(await one(req)), ...whatMay(req, chosenIn(req)) });
      await submit(req, res, {
        view: ROLE,
        data: again,
        action: async () => {
          const role = idIn(req, 'role');
          const change = await roles.change(currentUserOf(req), role, parse(newRole, formOf(req)));
          redirectAfterChange(res, `/admin/roles/${role}?saved=changed`, change);
        },
      });
    },

    async deleteForm(req: Request, res: Response) {
      res.render('roles/views/delete.njk', { role: await roles.get(idIn(req, 'role')) });
    },

    async delete(req: Request, res: Response) {
      const change = await roles.delete(currentUserOf(req), idIn(req, 'role'));
      redirectAfterChange(res, '/admin/roles?saved=deleted', change);
    },

    async assign(req: Request, res: Response) {
      const userId = idIn(req, 'user');
      await roles.assign(currentUserOf(req), { userId, roleId: parse(assignment, inputOf(req)).role });
      res.redirect(303, `/admin/people/${userId}?done=role_given`);
    },

    async takeAway(req: Request, res: Response) {
      const userId = idIn(req, 'user');
      const change = await roles.takeAway(currentUserOf(req), { userId, roleId: idIn(req, 'role') });
      redirectAfterChange(res, `/admin/people/${userId}?done=role_taken`, change);
    },
  };
}

/** Every right as a box to check: nobody gives a right that they lack. */
function whatMay(req: Request, chosen: readonly string[]) {
  const actor = currentUserOf(req);
  const boxes = permissions.map((right) => ({
    right,
    checked: chosen.includes(right),
    allowed: may(actor, right),
  }));
  return { boxes, mayManage: may(actor, 'roles.manage') };
}

/** Browsers send nothing for boxes that are not checked, and one value for one. */
function chosenIn(req: Request): string[] {
  const { permissions: chosen = [] } = (req.body ?? {}) as { permissions?: string | string[] };
  return [chosen].flat();
}

function formOf(req: Request): Record<string, unknown> {
  return { ...inputOf(req), permissions: chosenIn(req) };
}

const idIn = (req: Request, name: 'role' | 'user') => String(req.params[name]);

function savedOf(req: Request): string | undefined {
  return SAVED.find((each) => each === req.query.saved);
}
