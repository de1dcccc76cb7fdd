import { and, type Database, desc, eq, like, lt, rooms } from '@lantern/db';

export type Room = { id: string; name: string; createdAt: Date };

const room = { id: rooms.id, name: rooms.name, createdAt: rooms.createdAt };

export type RoomRepository = ReturnType<typeof roomRepository>;

export function roomRepository(db: Database) {
  return {
    async insert(values: typeof rooms.$inferInsert): Promise<void> {
      await db.insert(rooms).values(values);
    },

    async find(id: string): Promise<Room | undefined> {
      const [found] = await db.select(room).from(rooms).where(eq(rooms.id, id));
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
     * trigram index for any other: both end early.
     *
     * @param key `searchKey` of the text: holds nothing that LIKE would take for a wildcard
     */
    search(key: string, after: string | undefined, limit: number) {
      return db
        .select(room)
        .from(rooms)
        .where(and(like(rooms.searchKey, `%${key}%`), after ? lt(rooms.id, after) : undefined))
        .orderBy(desc(rooms.id))
        .limit(limit);
    },

    /** @returns whether there was such a room of this owner's */
    async deleteOwned(ownerId: string, id: string): Promise<boolean> {
      const deleted = await db
        .delete(rooms)
        .where(and(eq(rooms.ownerId, ownerId), eq(rooms.id, id)))
        .returning({ id: rooms.id });
      return deleted.length > 0;
    },
  };
}
