import type { Request, Response } from 'express';
import type { CommandService } from '../commands/index.ts';
import { LanternError } from '../errors.ts';
import { parse } from '../http/api/validation.ts';
import { redirectAfterChange } from '../http/pages/chat-warning.ts';
import { wantsProblem } from '../http/pages/error-page.ts';
import { currentUserOf } from '../http/session/current-user.ts';
import { mayComeBack } from '../http/session/session.ts';
import { after } from '../paging.ts';
import { entryRefusal, mayInvite } from './entry/entry.ts';
import { search } from './schemas.ts';
import type { RoomService } from './service.ts';

const NO_ENTRY = 'rooms/views/no-entry.njk';

type Parts = {
  rooms: RoomService;
  commands: CommandService;
};

export function roomPages({ rooms, commands }: Parts) {
  return {
    async search(req: Request, res: Response) {
      const typed = typeof req.query.q === 'string' ? req.query.q : '';
      const view = 'rooms/views/search.njk';
      try {
        const { q } = parse(search, req.query);
        const page = await rooms.search(currentUserOf(req), q, after.parse(req.query.after));
        res.render(view, { q, page, fields: {} });
      } catch (error) {
        if (!(error instanceof LanternError) || !error.fields) throw error;
        res.status(error.status).render(view, { q: typed, page: undefined, fields: error.fields });
      }
    },

    async room(req: Request, res: Response) {
      const person = currentUserOf(req);
      const standing = await rooms.standingOf(person.id, roomIdOf(req));
      const refusal = entryRefusal(person, standing);
      if (refusal && wantsProblem(req)) throw refusal;
      if (refusal) return res.status(403).render(NO_ENTRY, { code: refusal.code, ...standing });
      mayComeBack(res);
      res.render('rooms/views/room.njk', {
        ...standing,
        mayInvite: mayInvite(standing),
        // The server reads nothing there, commands neither.
        commands: standing.room.sealed === null ? commands.offered : [],
      });
    },

    async deleteForm(req: Request, res: Response) {
      res.render('rooms/views/delete.njk', {
        room: await rooms.getOwned(currentUserOf(req).id, roomIdOf(req)),
      });
    },

    async delete(req: Request, res: Response) {
      const change = await rooms.delete(currentUserOf(req), roomIdOf(req));
      redirectAfterChange(res, '/?room-deleted', change);
    },
  };
}

function roomIdOf(req: Request): string {
  return String(req.params.room);
}
