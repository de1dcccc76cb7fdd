import type { Request, Response } from 'express';
import { displayName } from '../accounts/service.ts';
import { LanternError } from '../errors.ts';
import { personOf } from '../http/person.ts';
import { parse } from '../http/validation.ts';
import { may } from '../permissions.ts';
import { after, type OwnedRoom, type RoomService, search } from '../rooms/service.ts';

/** The administration's entrance, and the rooms as it sees them. */
export function adminPages(rooms: RoomService) {
  const listing = async (req: Request, text?: string) => ({
    page: await rooms.listWithOwners(text, after.parse(req.query.after)),
    seesPeople: may(personOf(req), 'people.view'),
    ownerName: ({ owner }: OwnedRoom) => displayName(owner),
  });

  return {
    /** To the first page that the person may see. */
    entrance(_req: Request, res: Response) {
      res.redirect(303, `/admin/${res.locals.sections?.[0]}`);
    },

    async rooms(req: Request, res: Response) {
      const typed = typeof req.query.q === 'string' ? req.query.q.trim() : '';
      const view = 'admin/views/rooms.njk';
      const deleted = req.query.done === 'deleted';
      try {
        const text = typed === '' ? undefined : parse(search, { q: typed }).q;
        res.render(view, { ...(await listing(req, text)), q: typed, fields: {}, deleted });
      } catch (error) {
        if (!(error instanceof LanternError) || !error.fields) throw error;
        res.status(error.status).render(view, { q: typed, fields: error.fields });
      }
    },

    async deleteForm(req: Request, res: Response) {
      const room = await rooms.getWithOwner(String(req.params.room));
      res.render('admin/views/delete-room.njk', { room, ownerName: displayName(room.owner) });
    },

    async delete(req: Request, res: Response) {
      await rooms.delete(personOf(req), String(req.params.room));
      res.redirect(303, '/admin/rooms?done=deleted');
    },
  };
}
