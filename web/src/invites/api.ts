import type { Request } from 'express';
import { displayName } from '../accounts/index.ts';
import { apiCall } from '../http/api/api-call.ts';
import { accessOf } from '../http/api/bearer.ts';
import { localeOf } from '../http/pages/locale.ts';
import { callerOf, originOf } from '../http/session/caller.ts';
import { continuation, shownPage } from '../paging.ts';
import { banMembers, type RoomService } from '../rooms/index.ts';
import { invitation, inviteList, inviteToken, joined, madeInvite, newInvite } from './schemas.ts';
import type { Invite, InviteService } from './service.ts';
import { inviteUrl } from './tokens.ts';

type Parts = {
  invites: InviteService;
  rooms: Pick<RoomService, 'peopleIn'>;
  publicOrigin: string | undefined;
};

/** Why somebody may not invite people to a room. */
const NO_INVITER = ['room_restricted', 'room_members_only', 'room_banned', 'permission_missing'] as const;
const ENDED = ['invite_not_found', 'invite_expired', 'invite_revoked', 'invite_used_up'] as const;

export function inviteApi({ invites, rooms, publicOrigin }: Parts) {
  return {
    create: apiCall(
      {
        summary:
          'Make a link that lets people into a room; everybody in it may, in a room for members its owner and moderators. Of a sealed room it comes without the key: append `#k=` and the key yourself',
        body: newInvite,
        example: { expires_in: 86_400, max_uses: 5 },
        status: 201,
        reply: madeInvite,
        errors: [...NO_INVITER, 'too_many_requests'],
        members: banMembers,
      },
      async ({ body }, req) => {
        const { invite, token } = await invites.create(accessOf(req).person, roomIn(req), body);
        return { ...shown(invite), url: inviteUrl(publicOrigin ?? originOf(req), token) };
      },
    ),

    list: apiCall(
      {
        summary: 'Its invites, newest first: all for its owner and moderators, else those of mine',
        query: continuation,
        status: 200,
        reply: inviteList,
        errors: [...NO_INVITER],
        members: banMembers,
      },
      async ({ query }, req) => {
        const { page } = await invites.list(accessOf(req).person, roomIn(req), query.after);
        return shownPage(page, shown);
      },
    ),

    revoke: apiCall(
      {
        summary: 'Revoke an invite of mine; as owner or moderator, any of the room. Whoever came by it stays',
        status: 204,
        errors: [...NO_INVITER],
        members: banMembers,
      },
      async (_input, req) => invites.revoke(accessOf(req).person, roomIn(req), String(req.params.invite)),
    ),

    look: apiCall(
      {
        summary: 'What an invite is to; changes nothing',
        body: inviteToken,
        example: { token: 'GUDGLDoBqJvxnsFX9nIRmtGnKTTnSj4eMOrfhq8d0P4' },
        status: 200,
        reply: invitation,
        errors: [...ENDED, 'too_many_requests'],
      },
      async ({ body }, req) => {
        const { invite, room, refusal } = await invites.look(body.token, undefined, addressOf(req));
        if (refusal) throw refusal;
        const { id, name, description } = room;
        const invited_by = displayName(invite.by, localeOf(req));
        // Nothing is known here of who asks, so not whether they pass the restriction.
        const people = room.restriction === null ? rooms.peopleIn(id) : null;
        return {
          room: { id, name, description, people },
          invited_by,
          expires_at: invite.expiresAt.toISOString(),
        };
      },
    ),

    accept: apiCall(
      {
        summary: 'Become a member of the room that an invite is to. One account counts once',
        body: inviteToken,
        example: { token: 'GUDGLDoBqJvxnsFX9nIRmtGnKTTnSj4eMOrfhq8d0P4' },
        status: 200,
        reply: joined,
        errors: [...ENDED, 'room_banned', 'room_restricted', 'changed_meanwhile', 'too_many_requests'],
        members: banMembers,
      },
      async ({ body }, req) => ({
        room_id: await invites.accept(body.token, accessOf(req).person, addressOf(req)),
      }),
    ),
  };
}

const roomIn = (req: Request) => String(req.params.room);
const addressOf = (req: Request) => callerOf(req).ip ?? 'unknown';

function shown({ id, createdAt, by, expiresAt, maxUses, uses, revokedAt }: Invite) {
  return {
    id,
    created_at: createdAt.toISOString(),
    created_by: by.id,
    expires_at: expiresAt.toISOString(),
    max_uses: maxUses,
    uses,
    revoked_at: revokedAt?.toISOString() ?? null,
  };
}
