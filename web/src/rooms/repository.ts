import {
  and,
  type Database,
  desc,
  eq,
  inArray,
  isNull,
  like,
  lt,
  or,
  rooms,
  searchSketch,
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

const { id, name, createdAt, restriction, restrictionLabel } = rooms;
const room = { id, name, createdAt, restriction, restrictionLabel };

const owner = {
  id: users.id,
  email: users.email,
  login: users.login,
  displayName: users.displayName,
  firstName: users.firstName,
  lastName: users.lastName,
};

/** More rooms than anybody would have called alike. */
const MOST_NAMESAKES = 50;

export type RoomRepository = ReturnType<typeof roomRepository>;

export function roomRepository(db: Database) {
  const owned = () =>
    db
      .select({ ...room, owner })
      .from(rooms)
      .innerJoin(users, eq(users.id, rooms.ownerId));
  const find = db
    .select(room)
    .from(rooms)
    .where(eq(rooms.id, sql.placeholder('id')))
    .prepare('room');
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

    /** Newest first: ids are UUID v7, so their order is that of creation. */
    listOwned(ownerId: string, after: string | undefined, limit: number): Promise<Room[]> {
      return db
        .select(room)
        .from(rooms)
        .where(and(eq(rooms.ownerId, ownerId), after ? lt(rooms.id, after) : undefined))
        .orderBy(desc(rooms.id))
        .limit(limit);
    },

    /**
     * Newest first. With that order the planner walks the primary key for a text that most names hold, and uses the
     * index of sketches for any other: both end early.
     *
     * @param key `searchKey` of the text
     */
    search(key: string, after: string | undefined, limit: number) {
      return db
        .select(room)
        .from(rooms)
        .where(and(holds(key), after ? lt(rooms.id, after) : undefined))
        .orderBy(desc(rooms.id))
        .limit(limit);
    },

    /**
     * As `search`, how many there are.
     *
     * @param most where it stops counting
     */
    async count(key: string, most: number): Promise<number> {
      // In the same order, so that the planner ends early here as it does there.
      const some = db
        .select({ id: rooms.id })
        .from(rooms)
        .where(holds(key))
        .orderBy(desc(rooms.id))
        .limit(most);
      const [row] = await db.select({ count: sql<number>`count(*)::int` }).from(some.as('some'));
      return row?.count ?? 0;
    },

    /** Whose name is just this one: one room, or several that were named before decision 35. */
    async named(key: string): Promise<Room[]> {
      return db
        .select(room)
        .from(rooms)
        .where(eq(rooms.searchKey, key))
        .orderBy(desc(rooms.id))
        .limit(MOST_NAMESAKES);
    },

    async findWithOwner(id: string): Promise<OwnedRoom | undefined> {
      const [found] = await owned().where(eq(rooms.id, id));
      return found;
    },

    /** As `named`. */
    namedWithOwners: (key: string): Promise<OwnedRoom[]> =>
      owned().where(eq(rooms.searchKey, key)).orderBy(desc(rooms.id)).limit(MOST_NAMESAKES),

    /** Newest first: all rooms, or as `search` finds them. */
    listWithOwners(key: string | undefined, after: string | undefined, limit: number) {
      return owned()
        .where(and(key === undefined ? undefined : holds(key), after ? lt(rooms.id, after) : undefined))
        .orderBy(desc(rooms.id))
        .limit(limit);
    },

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

/** @param key holds nothing that LIKE would take for a wildcard */
function holds(key: string) {
  return and(
    // With a second LIKE the planner multiplies two conditions that go together, and expects too few rows.
    sql`strpos(${rooms.searchKey}, ${key}) > 0`,
    like(searchSketch(rooms.searchKey), searchSketch(sql`${`%${key}%`}`)),
  );
}
