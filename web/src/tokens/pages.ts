import { PATH } from '@lantern/chat/protocol';
import type { Request, Response } from 'express';
import { personOf } from '../http/person.ts';
import type { RoomService } from '../rooms/service.ts';
import { JWKS_MAX_AGE } from './key-schedule.ts';
import { mintRoomToken } from './room-tokens.ts';
import type { SigningKeys } from './signing-keys.ts';

export function tokenPages(rooms: RoomService, keys: SigningKeys, publicOrigin: string | undefined) {
  return {
    /** `POST /chat/:id/token`, for the room page's script: `{token, expires_in, url}`. */
    async roomToken(req: Request, res: Response) {
      const room = await rooms.get(String(req.params.room));
      const origin = publicOrigin ?? `${req.protocol}://${req.headers.host}`;
      res.json({
        ...(await mintRoomToken(keys, personOf(req), room)),
        url: origin.replace(/^http/, 'ws') + PATH,
      });
    },

    /** `GET /.well-known/jwks.json` */
    jwks(_req: Request, res: Response) {
      res
        .type('application/jwk-set+json')
        .set('Cache-Control', `public, max-age=${JWKS_MAX_AGE}`)
        .send(JSON.stringify(keys.jwks));
    },
  };
}
