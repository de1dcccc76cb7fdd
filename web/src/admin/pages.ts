import type { Request, Response } from 'express';
import { displayName } from '../accounts/index.ts';
import { LanternError } from '../errors.ts';
import { parse } from '../http/api/validation.ts';
import { redirectAfterChange } from '../http/pages/chat-warning.ts';
import { submit } from '../http/pages/form.ts';
import { localeOf } from '../http/pages/locale.ts';
import { currentUserOf } from '../http/session/current-user.ts';
import { after } from '../paging.ts';
import { may, restrictions } from '../permissions.ts';
import { type OwnedRoom, type RoomService, restrictionsFor, roomChange, search } from '../rooms/index.ts';

/** What has just been done, as the list of rooms says it. */
const DONE = ['deleted', 'restricted', 'opened'];

const RESTRICTION = 'admin/views/restrict-room.njk';

/** The administration's entrance, and the rooms as it sees them. */
export function adminPages(rooms: RoomService) {
  const listing = async (req: Request, text?: string) => ({
    page: await rooms.listWithOwners(text, after.parse(req.query.after)),
    seesPeople: may(currentUserOf(req), 'people.view'),
    mayDelete: may(currentUserOf(req), 'rooms.delete_any'),
    mayRestrict: may(currentUserOf(req), 'rooms.restrict'),
    mayModerate: may(currentUserOf(req), 'rooms.moderate_any'),
    ownerName: ({ owner }: OwnedRoom) => displayName(owner, localeOf(req)),
  });

  /** What the page needs that asks who may enter a room. */
  const restricting = async (req: Request) => {
    const room = await rooms.getWithOwner(String(req.params.room));
    const passed: string[] = restrictionsFor(currentUserOf(req));
    const frozen = room.restriction ? !passed.includes(room.restriction) : passed.length === 0;
    const { restriction } = room;
    return {
      room,
      restriction,
      restrictions,
      passed,
      frozen,
      ownerName: displayName(room.owner, localeOf(req)),
    };
  };

  return {
    /** To the first page that the person may see. */
    entrance(_req: Request, res: Response) {
      res.redirect(303, `/admin/${res.locals.sections?.[0]}`);
    },

    async rooms(req: Request, res: Response) {
      const typed = typeof req.query.q === 'string' ? req.query.q.trim() : '';
      const view = 'admin/views/rooms.njk';
      const done = DONE.find((each) => each === req.query.done);
      try {
        const text = typed === '' ? undefined : parse(search, { q: typed }).q;
        res.render(view, { ...(await listing(req, text)), q: typed, fields: {}, done });
      } catch (error) {
        if (!(error instanceof LanternError) || !error.fields) throw error;
        res.status(error.status).render(view, { q: typed, fields: error.fields });
      }
    },

    async restrictionForm(req: Request, res: Response) {
      const { restriction, ...data } = await restricting(req);
      res.render(RESTRICTION, { ...data, values: { restriction: restriction ?? '' }, fields: {} });
    },

    async restrict(req: Request, res: Response) {
      const { restriction } = (req.body ?? {}) as Record<string, unknown>;
      await submit(req, res, {
        view: RESTRICTION,
        data: () => restricting(req),
        action: async () => {
          const change = parse(roomChange, { restriction: restriction === '' ? null : restriction });
          const done = change.restriction ? 'restricted' : 'opened';
          const made = await rooms.restrict(currentUserOf(req), String(req.params.room), change.restriction);
          redirectAfterChange(res, `/admin/rooms?done=${done}`, made);
        },
      });
    },

    async deleteForm(req: Request, res: Response) {
      const room = await rooms.getWithOwner(String(req.params.room));
      res.render('admin/views/delete-room.njk', { room, ownerName: displayName(room.owner, localeOf(req)) });
    },

    async delete(req: Request, res: Response) {
      const change = await rooms.delete(currentUserOf(req), String(req.params.room));
      redirectAfterChange(res, '/admin/rooms?done=deleted', change);
    },
  };
}
