import type { Request, Response } from 'express';
import { originOf } from '../http/session/caller.ts';
import { currentSignInOf, currentUserOf } from '../http/session/current-user.ts';
import type { RoomService } from '../rooms/index.ts';
import { chatUrl, mintRoomToken } from './room-tokens/room-tokens.ts';
import type { SigningKeys } from './signing-keys/signing-keys.ts';

export function tokenPages(rooms: RoomService, keys: SigningKeys, publicOrigin: string | undefined) {
  return {
    /** `POST /chat/:id/token`, for the room page's script: `{token, expires_in, url}`. */
    async roomToken(req: Request, res: Response) {
      const person = currentUserOf(req);
      const standing = await rooms.standingOf(person.id, String(req.params.room));
      const terms = { ...currentSignInOf(req), locale: res.locals.locale };
      const token = await mintRoomToken(keys, { person, standing }, terms);
      res.json({ ...token, url: chatUrl(publicOrigin ?? originOf(req), standing.room) });
    },
  };
}
