import type { Request } from 'express';
import { displayName } from '../accounts/index.ts';
import { apiCall } from '../http/api/api-call.ts';
import { accessOf } from '../http/api/bearer.ts';
import { chatWarning, chatWarningOf } from '../http/api/chat-warning.ts';
import { localeOf } from '../http/pages/locale.ts';
import { banMembers } from '../rooms/index.ts';
import { memberList, memberListQuery } from './schemas.ts';
import type { RoomMemberService } from './service.ts';

export function roomMemberApi({ roomMembers }: { roomMembers: RoomMemberService }) {
  return {
    list: apiCall(
      {
        summary:
          'Who belongs to a room beside its owner, for those who do or keep order in it; who joined last first',
        query: memberListQuery,
        status: 200,
        reply: memberList,
        errors: [
          'permission_missing',
          'two_factor_required',
          'room_members_only',
          'room_banned',
          'room_restricted',
        ],
        members: banMembers,
      },
      async ({ query }, req) => {
        const { page } = await roomMembers.list(accessOf(req).person, roomIn(req), query.after);
        const items = page.items.map((member) => ({
          user_id: member.id,
          name: displayName(member, localeOf(req)),
          login: member.login,
          role: member.role,
          joined_at: member.joinedAt.toISOString(),
        }));
        return { items, next: page.next ?? null };
      },
    ),

    leave: apiCall(
      {
        summary: 'Leave a room that I belong to',
        status: 204,
        warning: chatWarning,
        errors: ['own_room', 'member_not_found'],
      },
      async (_input, req) => chatWarningOf(await roomMembers.leave(accessOf(req).person, roomIn(req))),
    ),

    remove: apiCall(
      {
        summary: 'Take somebody out of a room; as owner or moderator, those of a lower rank',
        status: 204,
        warning: chatWarning,
        errors: [
          'permission_missing',
          'two_factor_required',
          'own_account',
          'member_not_found',
          'member_outranks_you',
          'too_many_requests',
        ],
      },
      async (_input, req) =>
        chatWarningOf(await roomMembers.remove(accessOf(req).person, roomIn(req), String(req.params.user))),
    ),
  };
}

const roomIn = (req: Request) => String(req.params.room);
