import { apiCall } from '../http/api-call.ts';
import { accessOf } from '../http/bearer.ts';
import type { Limits } from '../limits.ts';
import { newRoom, room, roomList, roomPage } from './schemas.ts';
import type { Room, RoomService } from './service.ts';

export function roomApi(rooms: RoomService, limits: Limits) {
  return {
    list: apiCall(
      {
        summary: 'My rooms (mine=true), or those whose name holds a text (q); newest first',
        query: roomList,
        status: 200,
        reply: roomPage,
      },
      async ({ query: { q, after } }, req) => {
        const found = rooms[q === undefined ? 'listOwned' : 'search'];
        const { items, next } = await found(q ?? accessOf(req).sub, after);
        return { items: items.map(shown), next: next ?? null };
      },
    ),

    create: apiCall(
      {
        summary: 'Create a room',
        body: newRoom,
        example: { name: 'Harbour office' },
        status: 201,
        reply: room,
        errors: ['room_name_taken'],
        limit: limits.roomsOfPerson,
      },
      async ({ body }, req) => shown(await rooms.create(accessOf(req).sub, body.name)),
    ),

    delete: apiCall(
      {
        summary: 'Delete a room of mine; with the right rooms.delete_any, any room',
        status: 204,
        errors: ['two_factor_required'],
      },
      async (_input, req) => rooms.delete(accessOf(req).person, String(req.params.room)),
    ),
  };
}

function shown({ id, name, createdAt }: Room) {
  return { id, name, created_at: createdAt.toISOString() };
}
