import type { Request, Response } from 'express';
import { LanternError } from '../errors.ts';
import { parse } from '../http/api/validation.ts';
import { inputOf, submit } from '../http/pages/form.ts';
import type { EncodedPage } from '../http/pages/templates/encoded-output.ts';
import { currentUserOf } from '../http/session/current-user.ts';
import { after } from '../paging.ts';
import type { PeopleService } from '../people/index.ts';
import { newRoomForm, type RoomService, restrictionsFor } from '../rooms/index.ts';

const HOME = 'home/views/home.njk';

type Parts = {
  rooms: RoomService;
  people: PeopleService;
  /** How the console is called where this site runs: told to who opens one without any account. */
  consoles: string[];
};

export function homePages({ rooms, people, consoles }: Parts) {
  return {
    async home(req: Request, res: Response) {
      const { person } = res.locals;
      if (!person) {
        const firstVisit = await people.nobodyYet();
        const calls = firstVisit ? consoles.map((call) => `${call} create-superuser`) : [];
        const accountDeleted = 'account-deleted' in req.query;
        return res.render('home/views/welcome.njk', { commands: calls, accountDeleted });
      }
      const lists = await rooms.listHome(person, after.parse(req.query.after));
      const roomDeleted = 'room-deleted' in req.query;
      res.render(HOME, {
        ...lists,
        restrictions: restrictionsFor(person),
        roomDeleted,
        values: {},
        fields: {},
      });
    },

    /** The lists of the home page alone, for its script: nothing, if they are as the script has them (RFC 9110, 13.1.2). */
    async lists(req: Request, res: Response) {
      const lists = await rooms.listHome(currentUserOf(req), after.parse(req.query.after));
      res.render('home/views/lists.njk', lists, (error: Error | null, page: unknown) => {
        if (error) throw error;
        // Weak, since the gateway compresses it.
        const tag = `W/"${(page as EncodedPage).hash()}"`;
        res.set('ETag', tag);
        // Not Express’ comparison: a browser that is told the tag by a script sends `no-cache` along.
        if (req.get('If-None-Match') === tag) res.status(304).end();
        else res.send(page);
      });
    },

    async create(req: Request, res: Response) {
      const owner = currentUserOf(req);
      let taken: unknown;
      await submit(req, res, {
        view: HOME,
        data: async () => ({
          ...(await rooms.listHome(owner)),
          restrictions: restrictionsFor(owner),
          taken,
        }),
        action: async () => {
          try {
            const room = await rooms.create(owner, parse(newRoomForm, inputOf(req)));
            res.redirect(303, `/chat/${room.id}`);
          } catch (error) {
            taken = error instanceof LanternError ? error.members?.room_id : undefined;
            throw error;
          }
        },
      });
    },
  };
}
