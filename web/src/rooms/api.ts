import { apiCall } from '../http/api/api-call.ts';
import { accessOf } from '../http/api/bearer.ts';
import { chatWarning, chatWarningOf } from '../http/api/chat-warning.ts';
import { shownPage } from '../paging.ts';
import { newRoom, room, roomListQuery, roomListReply, takenNameMembers } from './schemas.ts';
import type { CountedRoom, RoomService } from './service.ts';

export function roomApi(rooms: RoomService) {
  return {
    list: apiCall(
      {
        summary:
          'Rooms of mine (mine=true), with my star (starred=true), or whose name holds a text (q; one of fewer than 6 characters is the whole name), newest first; or with people in them now (live=true), the 50 busiest',
        query: roomListQuery,
        status: 200,
        reply: roomListReply,
      },
      async ({ query: { q, live, starred, after } }, req) => {
        const { person } = accessOf(req);
        if (live) return shownPage({ items: await rooms.listLive(person), next: undefined }, shown);
        if (starred) return shownPage(await rooms.listStarred(person, after), shown);
        if (q === undefined) return shownPage(await rooms.listMine(person, after), shown);
        const page = await rooms.search(person, q, after);
        return { ...shownPage(page, shown), found: page.found };
      },
    ),

    create: apiCall(
      {
        summary:
          'Create a room; with a restriction, which takes that right; sealed, with the check value of a key that the client has made',
        body: newRoom,
        example: { name: 'Harbour office' },
        status: 201,
        reply: room,
        errors: ['room_name_taken', 'permission_missing', 'too_many_requests'],
        members: takenNameMembers,
      },
      async ({ body }, req) => shown(await rooms.create(accessOf(req).person, body)),
    ),

    delete: apiCall(
      {
        summary: 'Delete a room of mine; with the right rooms.delete_any, any room',
        status: 204,
        warning: chatWarning,
        errors: ['two_factor_required'],
      },
      async (_input, req) => chatWarningOf(await rooms.delete(accessOf(req).person, String(req.params.room))),
    ),
  };
}

function shown({ createdAt, restrictionLabel, sealed, ...room }: CountedRoom) {
  const { id, name, restriction, people } = room;
  return {
    id,
    name,
    created_at: createdAt.toISOString(),
    restriction,
    restriction_label: restrictionLabel,
    sealed: sealed === null ? null : { check: sealed },
    people,
  };
}
