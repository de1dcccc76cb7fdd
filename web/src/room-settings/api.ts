import type { Request } from 'express';
import { apiCall } from '../http/api/api-call.ts';
import { accessOf } from '../http/api/bearer.ts';
import { chatWarning, chatWarningOf } from '../http/api/chat-warning.ts';
import { demand } from '../permissions.ts';
import { banMembers, type RoomService } from '../rooms/index.ts';
import { roomDetails, roomSettings, transfer } from './schemas.ts';
import type { RoomAbout, RoomSettingsService } from './service.ts';

type Parts = { roomSettings: RoomSettingsService; rooms: RoomService };

export function roomSettingsApi({ roomSettings: settings, rooms }: Parts) {
  return {
    get: apiCall(
      {
        summary: 'A room, what I am in it, and its settings',
        status: 200,
        reply: roomDetails,
        errors: ['room_restricted', 'room_members_only', 'room_banned'],
        members: banMembers,
      },
      async (_input, req) => shown(await settings.about(accessOf(req).person, roomIn(req))),
    ),

    change: apiCall(
      {
        summary:
          'Change a room of mine: its name, description (300 characters), who finds and who enters it. With the right rooms.restrict: ' +
          'restrict it to who has a right, or open it to everybody (null), by itself; takes that right, and the one asked for before',
        body: roomSettings,
        example: { description: 'Tea and talk', visibility: 'unlisted' },
        status: 204,
        warning: chatWarning,
        errors: [
          'permission_missing',
          'two_factor_required',
          'rights_exceed_yours',
          'room_name_taken',
          'changed_meanwhile',
          'too_many_requests',
        ],
      },
      async ({ body: { restriction, ...wanted } }, req) => {
        const { person } = accessOf(req);
        if (restriction === undefined)
          return chatWarningOf(await settings.change(person, roomIn(req), wanted));
        demand(person, 'rooms.restrict');
        return chatWarningOf(await rooms.restrict(person, roomIn(req), restriction));
      },
    ),

    offer: apiCall(
      {
        summary: 'Offer a room of mine to somebody, who accepts or declines; in place of an offer before',
        body: transfer,
        example: { login: 'boris' },
        status: 204,
        errors: [
          'permission_missing',
          'own_account',
          'user_not_found',
          'changed_meanwhile',
          'too_many_requests',
        ],
      },
      async ({ body: { user_id, login = '' } }, req) =>
        settings.offer(accessOf(req).person, roomIn(req), user_id ? { userId: user_id } : { login }),
    ),

    withdrawOffer: apiCall(
      {
        summary: 'Take back the offer of a room of mine, or decline one that was made to me',
        status: 204,
        errors: ['transfer_not_found'],
      },
      async (_input, req) => settings.withdrawOffer(accessOf(req).person, roomIn(req)),
    ),

    acceptOffer: apiCall(
      {
        summary: 'Become the owner of a room that was offered to me',
        status: 204,
        warning: chatWarning,
        errors: ['transfer_not_found'],
      },
      async (_input, req) => chatWarningOf(await settings.acceptOffer(accessOf(req).person, roomIn(req))),
    ),
  };
}

const roomIn = (req: Request) => String(req.params.room);

function shown({ room, role, offeredTo }: RoomAbout) {
  return {
    id: room.id,
    name: room.name,
    description: room.description,
    created_at: room.createdAt.toISOString(),
    visibility: room.visibility,
    entry: room.entry,
    slow_mode_seconds: room.slowModeSeconds,
    restriction: room.restriction,
    restriction_label: room.restrictionLabel,
    sealed: room.sealed === null ? null : { check: room.sealed },
    role,
    owner_id: room.ownerId,
    offered_to: offeredTo?.id ?? null,
  };
}
