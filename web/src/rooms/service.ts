import { violatedIndex } from '@lantern/db';
import type { Logger } from '@lantern/service/log';
import { searchKey } from '@lantern/service/text';
import { v7 as uuid } from 'uuid';
import type { ChangeOutcome, ChatNotifier } from '../chat-notifier/index.ts';
import { LanternError } from '../errors.ts';
import type { Limits } from '../limits/limits.ts';
import { type Page, readPage } from '../paging.ts';
import { demand, may, mayNow, type PermissionHolderNow } from '../permissions.ts';
import { roomEntry } from './entry/entry.ts';
import type { EntryRepository } from './entry/repository.ts';
import type { FoundRow, OwnedRoom, Room, RoomRepository, SearchLimit } from './repository.ts';
import { roomRestriction } from './restriction.ts';
import type { NewRoom } from './schemas.ts';

export type { Room } from './repository.ts';
export type RoomService = ReturnType<typeof roomService>;

const PAGE_SIZE = 20;

/** Nobody looks through more, and to count a million takes seconds. Of a common text only a page is counted. */
const MOST_COUNTED = 100;

/** A shorter text is compared with whole names only: parts of it are in too many. */
const SHORTEST_PART = 6;
const findsWholeNamesOnly = (text: string): boolean => [...text].length < SHORTEST_PART;

/** How many rooms a search finds; `more`: there are more. */
type Found = { count: number; more: boolean };
type FoundRooms<Of> = Page<Of> & { found: Found };

export type RoomParts = {
  repository: RoomRepository;
  entry: EntryRepository;
  chat: ChatNotifier;
  limits: Limits;
  log: Logger;
};

export function roomService({ repository, entry, chat, limits, log }: RoomParts) {
  /** The only page of a search for whole names. */
  function exactMatches<Of extends Room>(items: Of[]): FoundRooms<Of> {
    if (items.length === 0) throw new LanternError('invalid_fields', { fields: { q: 'search_too_short' } });
    return { items, next: undefined, found: { count: items.length, more: false } };
  }

  /** @param read one of the repository's searches */
  async function searchPage<Of extends Room>(
    read: (after: string | undefined, limit: SearchLimit) => Promise<FoundRow<Of>[]>,
    after: string | undefined,
  ): Promise<FoundRooms<Of>> {
    let first: FoundRow<Of> | undefined;
    const page = await readPage(async (limit) => {
      const rows = await read(after, { page: limit, most: MOST_COUNTED + 1 });
      // Of a later page what comes before it is counted as well.
      [first] = after ? await read(undefined, { page: limit, most: MOST_COUNTED + 1 }) : rows;
      return rows;
    }, PAGE_SIZE);
    const { found: count, walked: more } = first ?? { found: 0, walked: false };
    const most = more ? PAGE_SIZE : MOST_COUNTED;
    return { ...page, found: { count: Math.min(count, most), more: more || count > most } };
  }

  return {
    ...roomRestriction({ repository, chat, log }),
    ...roomEntry(entry),

    /**
     * @throws LanternError `room_name_taken`, `too_many_requests`; `permission_missing` for a restriction that the owner may
     * not pass
     */
    async create(owner: PermissionHolderNow & { id: string }, { name, restriction }: NewRoom): Promise<Room> {
      await limits.roomsOfPerson.spend(owner.id);
      if (restriction) demand(owner, restriction);
      const room = { id: uuid(), name, createdAt: new Date(), restriction, restrictionLabel: null };
      try {
        await repository.insert({ ...room, searchKey: searchKey(name), namesake: 0, ownerId: owner.id });
      } catch (error) {
        if (violatedIndex(error) !== 'rooms_search_key_key') throw error;
        throw new LanternError('room_name_taken', { fields: { name: 'room_name_taken' } });
      }
      return room;
    },

    listOwned(ownerId: string, after?: string): Promise<Page<Room>> {
      return readPage((limit) => repository.listOwned(ownerId, after, limit), PAGE_SIZE);
    },

    /**
     * Rooms whose name holds the text, as `searchKey` compares them; every character of the text stands for itself. A text of
     * fewer than 6 characters is the whole name.
     *
     * @throws LanternError `invalid_fields` (`q`: `search_too_short`) when no room has a name as short as that
     */
    async search(text: string, after?: string): Promise<FoundRooms<Room>> {
      const key = searchKey(text);
      if (findsWholeNamesOnly(text)) return exactMatches(await repository.named(key));
      return searchPage((from, limit) => repository.search(key, from, limit), after);
    },

    /** @throws LanternError `room_not_found`, also for a room of somebody else's */
    async getOwned(ownerId: string, id: string): Promise<Room> {
      return orNotFound(await repository.findOwned(ownerId, id));
    },

    /**
     * For those who may delete any room: all of them, or as `search` finds them.
     *
     * @returns newest first
     * @throws LanternError as `search`
     */
    async listWithOwners(text?: string, after?: string): Promise<Page<OwnedRoom> & { found?: Found }> {
      const key = text === undefined ? undefined : searchKey(text);
      if (text !== undefined && key !== undefined && findsWholeNamesOnly(text))
        return exactMatches(await repository.namedWithOwners(key));
      return key === undefined
        ? readPage((limit) => repository.listWithOwners(after, limit), PAGE_SIZE)
        : searchPage((from, limit) => repository.searchWithOwners(key, from, limit), after);
    },

    /** @throws LanternError `room_not_found` */
    async getWithOwner(id: string): Promise<OwnedRoom> {
      return orNotFound(await repository.findWithOwner(id));
    },

    /**
     * Deletes the room and closes the sockets in it.
     *
     * @param actor its owner, or somebody who may delete any room
     * @throws LanternError `room_not_found`, also for a room that the actor may not delete; `two_factor_required`
     */
    async delete(actor: PermissionHolderNow & { id: string }, id: string): Promise<ChangeOutcome> {
      const among = mayNow(actor, 'rooms.delete_any') ? 'all_rooms' : { ownerId: actor.id };
      const ownerId = await repository.delete(id, among);
      if (!ownerId && may(actor, 'rooms.delete_any')) demand(actor, 'rooms.delete_any');
      if (!ownerId) throw new LanternError('room_not_found');
      if (ownerId !== actor.id)
        log.info(
          { act: 'room.deleted', by: actor.id, room_id: id, user_id: ownerId },
          'somebody’s room was deleted',
        );
      return { chat: await chat.roomsDeleted([id]) };
    },
  };
}

function orNotFound<Of extends Room>(room: Of | undefined): Of {
  if (!room) throw new LanternError('room_not_found');
  return room;
}
