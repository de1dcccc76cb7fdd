import { violatedIndex } from '@lantern/db';
import type { Logger } from '@lantern/service/log';
import { searchKey } from '@lantern/service/text';
import { v7 as uuid } from 'uuid';
import type { ChangeOutcome, ChatNotifier } from '../chat-notifier/index.ts';
import { LanternError } from '../errors.ts';
import type { Limits } from '../limits/limits.ts';
import { type Page, readPage } from '../paging.ts';
import { demand, may, mayNow, type PermissionHolderNow } from '../permissions.ts';
import type { RoomPresence } from '../room-presence/index.ts';
import { roomEntry } from './entry/entry.ts';
import type { EntryRepository } from './entry/repository.ts';
import { type Found, findsWholeNamesOnly, onlyPage, searchPage } from './found-rooms.ts';
import { type CountedRoom, roomListing } from './listing/listing.ts';
import type { ListingRepository } from './listing/repository.ts';
import type { OwnedRoom, Room, RoomRepository } from './repository.ts';
import { roomRestriction } from './restriction.ts';
import type { NewRoom } from './schemas.ts';

export type { CountedRoom } from './listing/listing.ts';
export type { Room } from './repository.ts';
export type RoomService = ReturnType<typeof roomService>;

const PAGE_SIZE = 20;

export type RoomParts = {
  repository: RoomRepository;
  entry: EntryRepository;
  listing: ListingRepository;
  presence: RoomPresence;
  chat: ChatNotifier;
  limits: Limits;
  log: Logger;
};

export function roomService({ repository, entry, chat, limits, log, ...lists }: RoomParts) {
  const listing = roomListing({ repository: lists.listing, presence: lists.presence });
  return {
    ...roomRestriction({ repository, chat, log }),
    ...roomEntry(entry),
    ...listing,

    /**
     * @throws LanternError `room_name_taken` with the id of that room if the owner finds it, `too_many_requests`;
     * `permission_missing` for a restriction that the owner may not pass
     */
    async create(
      owner: PermissionHolderNow & { id: string },
      { name, restriction, visibility, entry, sealed }: NewRoom,
    ): Promise<CountedRoom> {
      await limits.roomsOfPerson.spend(owner.id);
      if (restriction) demand(owner, restriction);
      const room = {
        id: uuid(),
        name,
        createdAt: new Date(),
        restriction,
        restrictionLabel: null,
        sealed: sealed?.check ?? null,
        ownerId: owner.id,
      };
      try {
        await repository.insert({ ...room, visibility, entry, searchKey: searchKey(name), namesake: 0 });
      } catch (error) {
        if (violatedIndex(error) !== 'rooms_search_key_key') throw error;
        const taken = await listing.findNamed(owner.id, name);
        throw new LanternError('room_name_taken', {
          fields: { name: 'room_name_taken' },
          ...(taken && { members: { room_id: taken.id } }),
        });
      }
      return { ...room, people: listing.peopleIn(room.id) };
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
        return onlyPage(await repository.namedWithOwners(key));
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
