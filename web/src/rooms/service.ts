import type { Backplane } from '@lantern/chat/backplane';
import { violatedIndex } from '@lantern/db';
import type { Logger } from '@lantern/service/log';
import { searchKey } from '@lantern/service/text';
import { v7 as uuid } from 'uuid';
import { LanternError } from '../errors.ts';
import { type Page, pageOf } from '../paging.ts';
import { type Actor, demand, may, mayNow } from '../permissions.ts';
import type { OwnedRoom, Room, RoomRepository } from './repository.ts';
import { roomRestriction } from './restriction.ts';
import type { NewRoom } from './schemas.ts';

export { demandEntry, mayEnter, restrictionsFor } from './restriction.ts';
export { roomChange, search } from './schemas.ts';
export type { OwnedRoom, Room };
export type RoomService = ReturnType<typeof roomService>;

const PAGE_SIZE = 20;

/** How many notices are on their way to chat at once. */
const AT_ONCE = 100;

/** @param announce tells chat; rejects when that cannot be done */
export function roomService(rooms: RoomRepository, announce: Backplane['announce'], log: Logger) {
  /** A room is gone whether or not the news gets through: without it, its sockets end with their tokens. */
  function close(id: string): Promise<void> {
    return announce({ type: 'room-closed', room_id: id }).catch((error: Error) => {
      log.warn({ reason: error.message, room_id: id }, 'chat was not told of a deleted room');
    });
  }

  return {
    ...roomRestriction(rooms, announce, log),

    /**
     * How many rooms a person makes is limited where the request comes in: `Limits.roomsOfPerson`.
     *
     * @throws LanternError `room_name_taken`; `permission_missing` for a restriction that the owner may not pass
     */
    async create(owner: Actor & { id: string }, { name, restriction }: NewRoom): Promise<Room> {
      if (restriction) demand(owner, restriction);
      const room = { id: uuid(), name, createdAt: new Date(), restriction, restrictionLabel: null };
      try {
        await rooms.insert({ ...room, searchKey: searchKey(name), namesake: 0, ownerId: owner.id });
      } catch (error) {
        if (violatedIndex(error) !== 'rooms_search_key_key') throw error;
        throw new LanternError('room_name_taken', { fields: { name: 'room_name_taken' } });
      }
      return room;
    },

    async listOwned(ownerId: string, after?: string): Promise<Page<Room>> {
      return pageOf(await rooms.listOwned(ownerId, after, PAGE_SIZE + 1), PAGE_SIZE);
    },

    /** Rooms whose name holds the text, without regard to case; every character of the text stands for itself. */
    async search(text: string, after?: string): Promise<Page<Room>> {
      return pageOf(await rooms.search(searchKey(text), after, PAGE_SIZE + 1), PAGE_SIZE);
    },

    /** @throws LanternError `room_not_found` */
    async get(id: string): Promise<Room> {
      return found(await rooms.find(id));
    },

    /** @throws LanternError `room_not_found`, also for a room of somebody else's */
    async getOwned(ownerId: string, id: string): Promise<Room> {
      return found(await rooms.findOwned(ownerId, id));
    },

    /**
     * For those who may delete any room: all of them, or as `search` finds them.
     *
     * @returns newest first
     */
    async listWithOwners(text?: string, after?: string): Promise<Page<OwnedRoom>> {
      const key = text === undefined ? undefined : searchKey(text);
      return pageOf(await rooms.listWithOwners(key, after, PAGE_SIZE + 1), PAGE_SIZE);
    },

    /** @throws LanternError `room_not_found` */
    async getWithOwner(id: string): Promise<OwnedRoom> {
      return found(await rooms.findWithOwner(id));
    },

    /**
     * Deletes the room and closes the sockets in it.
     *
     * @param actor its owner, or somebody who may delete any room
     * @throws LanternError `room_not_found`, also for a room that the actor may not delete; `two_factor_required`
     */
    async delete(actor: Actor & { id: string }, id: string): Promise<void> {
      const ownerId = await rooms.delete(id, mayNow(actor, 'rooms.delete_any') ? undefined : actor.id);
      if (!ownerId && may(actor, 'rooms.delete_any')) demand(actor, 'rooms.delete_any');
      if (!ownerId) throw new LanternError('room_not_found');
      if (ownerId !== actor.id)
        log.info(
          { act: 'room.deleted', by: actor.id, room_id: id, person_id: ownerId },
          'somebody’s room was deleted',
        );
      await close(id);
    },

    /** Closes the sockets in rooms that are deleted already: as many as somebody had. */
    async closeAll(ids: string[]): Promise<void> {
      for (let at = 0; at < ids.length; at += AT_ONCE)
        await Promise.all(ids.slice(at, at + AT_ONCE).map(close));
    },
  };
}

function found<Of extends Room>(room: Of | undefined): Of {
  if (!room) throw new LanternError('room_not_found');
  return room;
}
