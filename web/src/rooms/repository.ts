import {
  and,
  type Connection,
  desc,
  eq,
  inArray,
  isNull,
  LAST_ID,
  lt,
  or,
  rooms,
  roomsHolding,
  sql,
  users,
} from '@lantern/db';

export type Room = {
  id: string;
  name: string;
  createdAt: Date;
  /** The right that it takes to enter; null: none. */
  restriction: string | null;
  /** Why it is restricted, in a word or two: «18+». */
  restrictionLabel: string | null;
  /** The check value of a sealed room’s key; null: it is not sealed. */
  sealed: string | null;
};
/** A room, and what is needed to say whose it is. */
export type OwnedRoom = Room & {
  owner: {
    id: string;
    email: string;
    login: string | null;
    displayName: string | null;
    firstName: string | null;
    lastName: string | null;
  };
};

const { id, name, createdAt, restriction, restrictionLabel, sealed } = rooms;
const room = { id, name, createdAt, restriction, restrictionLabel, sealed };

const owner = {
  id: users.id,
  email: users.email,
  login: users.login,
  displayName: users.displayName,
  firstName: users.firstName,
  lastName: users.lastName,
};

/** How many rooms of a search are read, and how many are counted. */
export type SearchLimit = { page: number; most: number };
/** A room of a search, with how many there are; `walked`: there are enough for a page, which were not counted further. */
export type FoundRow<Of> = Of & { found: number; walked: boolean };

/** More rooms than anybody would have called alike. */
const MOST_NAMESAKES = 50;

export type RoomRepository = ReturnType<typeof roomRepository>;

export function roomRepository({ db, lookups }: Pick<Connection, 'db' | 'lookups'>) {
  const owned = () =>
    db
      .select({ ...room, owner })
      .from(rooms)
      .innerJoin(users, eq(users.id, rooms.ownerId));
  const find = lookups
    .select(room)
    .from(rooms)
    .where(eq(rooms.id, sql.placeholder('id')))
    .prepare('room');
  const found = { found: sql<number>`found`, walked: sql<boolean>`walked` };
  const searchWithOwners = db
    .select({ ...room, owner, ...found })
    .from(roomsHolding())
    .innerJoin(users, eq(users.id, rooms.ownerId))
    .orderBy(desc(rooms.id))
    .limit(sql.placeholder('page'))
    .prepare('rooms_found_with_owners');
  return {
    async insert(values: typeof rooms.$inferInsert): Promise<void> {
      await db.insert(rooms).values(values);
    },

    async find(id: string): Promise<Room | undefined> {
      const [found] = await find.execute({ id });
      return found;
    },

    async findOwned(ownerId: string, id: string): Promise<Room | undefined> {
      const [found] = await db
        .select(room)
        .from(rooms)
        .where(and(eq(rooms.ownerId, ownerId), eq(rooms.id, id)));
      return found;
    },

    async findWithOwner(id: string): Promise<OwnedRoom | undefined> {
      const [found] = await owned().where(eq(rooms.id, id));
      return found;
    },

    /** Whose name is just this one: one room, or several that were named before decision 35. */
    namedWithOwners: (key: string): Promise<OwnedRoom[]> =>
      owned().where(eq(rooms.searchKey, key)).orderBy(desc(rooms.id)).limit(MOST_NAMESAKES),

    /** Newest first. */
    listWithOwners: (after: string | undefined, limit: number): Promise<OwnedRoom[]> =>
      owned()
        .where(after ? lt(rooms.id, after) : undefined)
        .orderBy(desc(rooms.id))
        .limit(limit),

    /**
     * Newest first; see `roomsHolding`.
     *
     * @param key `searchKey` of the text
     * @param limit.most where it stops counting
     */
    searchWithOwners: (
      key: string,
      after: string | undefined,
      limit: SearchLimit,
    ): Promise<FoundRow<OwnedRoom>[]> =>
      searchWithOwners.execute({ key, after: after ?? LAST_ID, enough: limit.page, ...limit }),

    /**
     * @param among a room under any other restriction is left as it is
     * @returns whether that changed anything
     */
    async restrict(id: string, restriction: string | null, among: readonly string[]): Promise<boolean> {
      const changed = await db
        .update(rooms)
        .set({ restriction, restrictionLabel: null })
        .where(
          and(
            eq(rooms.id, id),
            sql`${rooms.restriction} is distinct from ${restriction}`,
            or(isNull(rooms.restriction), inArray(rooms.restriction, [...among])),
          ),
        )
        .returning({ id: rooms.id });
      return changed.length > 0;
    },

    /**
     * @param among a room of any other owner is left as it is
     * @returns whose it was; undefined when there was no such room
     */
    async delete(id: string, among: 'all_rooms' | { ownerId: string }): Promise<string | undefined> {
      const own = among === 'all_rooms' ? undefined : eq(rooms.ownerId, among.ownerId);
      const [deleted] = await db
        .delete(rooms)
        .where(and(eq(rooms.id, id), own))
        .returning({ ownerId: rooms.ownerId });
      return deleted?.ownerId;
    },
  };
}
