import type { Request, Response } from 'express';
import { displayName } from '../accounts/index.ts';
import { redirectAfterChange } from '../http/pages/chat-warning.ts';
import { localeOf } from '../http/pages/locale.ts';
import { currentUserOf } from '../http/session/current-user.ts';
import { afterMember } from './schemas.ts';
import type { RoomMemberService } from './service.ts';

export function roomMemberPages({ roomMembers }: { roomMembers: RoomMemberService }) {
  return {
    async list(req: Request, res: Response) {
      const from = afterMember.parse(req.query.after);
      const found = await roomMembers.list(currentUserOf(req), roomIn(req), from);
      const items = found.page.items.map((each) => ({ ...each, name: displayName(each, localeOf(req)) }));
      const data = { ...found, page: { ...found.page, items }, removed: 'removed' in req.query };
      res.render('room-members/views/list.njk', data);
    },

    async leave(req: Request, res: Response) {
      redirectAfterChange(res, '/?left', await roomMembers.leave(currentUserOf(req), roomIn(req)));
    },

    async remove(req: Request, res: Response) {
      const change = await roomMembers.remove(currentUserOf(req), roomIn(req), String(req.params.user));
      redirectAfterChange(res, `/chat/${roomIn(req)}/members?removed`, change);
    },
  };
}

const roomIn = (req: Request) => String(req.params.room);
