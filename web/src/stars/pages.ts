import type { Request, Response } from 'express';
import { z } from 'zod';
import { parse } from '../http/api/validation.ts';
import { wantsProblem } from '../http/pages/error-page.ts';
import { inputOf } from '../http/pages/form.ts';
import { currentUserOf } from '../http/session/current-user.ts';
import { after } from '../paging.ts';
import type { RoomService } from '../rooms/index.ts';
import type { StarService } from './service.ts';

/** Whether the room has a star afterwards. */
const starChange = z.strictObject({ starred: z.enum(['yes', 'no'], 'invalid') });

export function starPages({ stars, rooms }: { stars: StarService; rooms: RoomService }) {
  return {
    async list(req: Request, res: Response) {
      const page = await rooms.listStarred(currentUserOf(req), after.parse(req.query.after));
      res.render('stars/views/starred.njk', { page });
    },

    /** For a form, and for the script of a room’s page, which gets no page. */
    async change(req: Request, res: Response) {
      const [{ id }, room] = [currentUserOf(req), String(req.params.room)];
      const { starred } = parse(starChange, inputOf(req));
      await (starred === 'yes' ? stars.star(id, room) : stars.unstar(id, room));
      if (wantsProblem(req)) res.status(204).end();
      else res.redirect(303, '/starred');
    },
  };
}
