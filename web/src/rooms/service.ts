import type { Backplane } from '@lantern/chat/backplane';
import { violatedIndex } from '@lantern/db';
import type { Logger } from '@lantern/service/log';
import { v7 as uuid } from 'uuid';
import { LanternError } from '../errors.ts';
import type { Room, RoomRepository } from './repository.ts';
import { searchKey } from './search-key.ts';

export type { Room };
export type RoomPage = { items: Room[]; next: string | undefined };
export type RoomService = ReturnType<typeof roomService>;

const PAGE_SIZE = 20;

export function roomService(rooms: RoomRepository, backplane: Backplane, log: Logger) {
  return {
    /**
     * How many rooms a person makes is limited where the request comes in: `Limits.roomsOfPerson`.
     *
     * @throws LanternError `room_name_taken`
     */
    async create(ownerId: string, name: string): Promise<Room> {
      const room = { id: uuid(), name, createdAt: new Date() };
      try {
        await rooms.insert({ ...room, searchKey: searchKey(name), ownerId });
      } catch (error) {
        if (violatedIndex(error) !== 'rooms_search_key_key') throw error;
        throw new LanternError('room_name_taken', { fields: { name: 'room_name_taken' } });
      }
      return room;
    },

    async listOwned(ownerId: string, after?: string): Promise<RoomPage> {
      return page(await rooms.listOwned(ownerId, after, PAGE_SIZE + 1));
    },

    /** Rooms whose name holds the text, without regard to case; every character of the text stands for itself. */
    async search(text: string, after?: string): Promise<RoomPage> {
      return page(await rooms.search(searchKey(text), after, PAGE_SIZE + 1));
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
     * Deletes the room and closes the sockets in it.
     *
     * @throws LanternError `room_not_found`, also for a room of somebody else's
     */
    async delete(ownerId: string, id: string): Promise<void> {
      if (!(await rooms.deleteOwned(ownerId, id))) throw new LanternError('room_not_found');
      // The room is gone whether or not the news gets through: without it, its sockets end with their tokens.
      await backplane.announce({ type: 'room-closed', room_id: id }).catch((error: Error) => {
        log.warn({ reason: error.message, room_id: id }, 'chat was not told of a deleted room');
      });
    },
  };
}

function found(room: Room | undefined): Room {
  if (!room) throw new LanternError('room_not_found');
  return room;
}

/** One more than a page was asked for, to know whether there is a next one. */
function page(rows: Room[]): RoomPage {
  const items = rows.slice(0, PAGE_SIZE);
  return { items, next: rows.length > PAGE_SIZE ? items.at(-1)?.id : undefined };
}
