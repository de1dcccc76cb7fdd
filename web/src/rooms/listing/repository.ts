import {
  and,
  type Connection,
  desc,
  eq,
  homeLists,
  isFoundBy,
  LAST_ID,
  liveRooms,
  myRooms,
  rooms,
  roomsHolding,
  sql,
  starredRooms,
} from '@lantern/db';
import type { FoundRow, Room, SearchLimit } from '../repository.ts';

/** A room of a list. */
export type ListedRoom = Room & { ownerId: string };
export type HomeList = 'live' | 'starred' | 'mine';

/** Whose list it is. */
export type Reader = {
  userId: string;
  /** The account’s permissions, separated by commas. */
  passed: string;
  passesAll: boolean;
};

type Part = { userId: string; after: string | undefined; limit: number };

/** More rooms than anybody would have called alike. */
const MOST_NAMESAKES = 50;

const { id, name, createdAt, restriction, restrictionLabel, sealed, ownerId } = rooms;
const listed = { id, name, createdAt, restriction, restrictionLabel, sealed, ownerId };
const found = { found: sql<number>`found`, walked: sql<boolean>`walked` };

export type ListingRepository = ReturnType<typeof listingRepository>;

/** Lists of rooms, each with what its reader may see. */
export function listingRepository({ db, lookups }: Pick<Connection, 'db' | 'lookups'>) {
  const ofMine = lookups.select(listed).from(myRooms).prepare('rooms_mine');
  const ofStarred = lookups.select(listed).from(starredRooms).prepare('rooms_starred');
  const ofLive = db.select(listed).from(liveRooms).prepare('rooms_live');
  const ofHome = lookups
    .select({ list: sql<HomeList>`list`, ...listed })
    .from(homeLists)
    .orderBy(sql`list, place`)
    .prepare('rooms_home');
  const search = db
    .select({ ...listed, ...found })
    .from(roomsHolding(isFoundBy))
    .orderBy(desc(id))
    .limit(sql.placeholder('page'))
    .prepare('rooms_found');
  const named = db
    .select(listed)
    .from(rooms)
    .where(and(eq(rooms.searchKey, sql.placeholder('key')), isFoundBy))
    .orderBy(desc(id))
    .limit(MOST_NAMESAKES)
    .prepare('rooms_named');
  return {
    /** The rooms that somebody owns or belongs to. Newest first: ids are UUID v7, so their order is that of creation. */
    mine: ({ after = LAST_ID, ...part }: Part): Promise<ListedRoom[]> => ofMine.execute({ ...part, after }),

    /** The rooms with a star of somebody, the newest room first. */
    starred: ({ after = LAST_ID, ...part }: Part): Promise<ListedRoom[]> =>
      ofStarred.execute({ ...part, after }),

    /** @param busiest ids of rooms in the order of the list */
    live: (reader: Reader, busiest: readonly string[], limit: number): Promise<ListedRoom[]> =>
      ofLive.execute({ ...reader, busiest: busiest.join(), limit }),

    /** In one statement: `live`; `starred` with the newest star first; `mine`. */
    home(
      reader: Reader,
      {
        busiest,
        after = LAST_ID,
        limit,
      }: { busiest: readonly string[]; after?: string | undefined; limit: number },
    ): Promise<(ListedRoom & { list: HomeList })[]> {
      return ofHome.execute({ ...reader, busiest: busiest.join(), after, limit });
    },

    /**
     * Newest first; see `roomsHolding`.
     *
     * @param what.key `searchKey` of the text
     * @param limit.most where it stops counting
     */
    search: (
      { after = LAST_ID, ...what }: { userId: string; key: string; after: string | undefined },
      limit: SearchLimit,
    ): Promise<FoundRow<ListedRoom>[]> => search.execute({ ...what, after, enough: limit.page, ...limit }),

    /** Whose name is just this one: one room, or several that were named before decision 35. */
    named: (what: { userId: string; key: string }): Promise<ListedRoom[]> => named.execute(what),
  };
}
