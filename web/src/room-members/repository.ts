import { and, type Database, desc, eq, lt, or, roomMembers, rooms, sql, users } from '@lantern/db';

/** Somebody who belongs to a room. The owner is not listed. */
export type RoomMember = {
  id: string;
  login: string | null;
  displayName: string | null;
  firstName: string | null;
  lastName: string | null;
  role: 'member' | 'moderator';
  joinedAt: Date;
};

/** Behind which member a page goes on: when they joined, in milliseconds since 1970, and their id. */
export type MemberPosition = { joinedAt: Date; id: string };

type WriteLog = (
  db: Database,
  entry: { id: string; roomId: string; act: 'member_removed'; actorId: string; userId: string },
) => Promise<void>;

export type RoomMemberRepository = ReturnType<typeof roomMemberRepository>;

/** @param writeLog the room's log */
export function roomMemberRepository(db: Database, writeLog: WriteLog) {
  return {
    /** Who joined last comes first. */
    list(roomId: string, after: MemberPosition | undefined, limit: number): Promise<RoomMember[]> {
      // Dates of JavaScript have milliseconds, those of the database microseconds.
      const joined = sql`date_trunc('milliseconds', ${roomMembers.joinedAt})`;
      const behind =
        after &&
        or(
          sql`${joined} < ${after.joinedAt.toISOString()}::timestamptz`,
          and(
            sql`${joined} = ${after.joinedAt.toISOString()}::timestamptz`,
            lt(roomMembers.userId, after.id),
          ),
        );
      return db
        .select({
          id: users.id,
          login: users.login,
          displayName: users.displayName,
          firstName: users.firstName,
          lastName: users.lastName,
          role: roomMembers.role,
          joinedAt: roomMembers.joinedAt,
        })
        .from(roomMembers)
        .innerJoin(users, eq(users.id, roomMembers.userId))
        .where(and(eq(roomMembers.roomId, roomId), behind))
        .orderBy(desc(joined), desc(roomMembers.userId))
        .limit(limit);
    },

    /** @returns whether they belonged to it */
    async leave(roomId: string, userId: string): Promise<boolean> {
      const left = await db
        .delete(roomMembers)
        .where(and(eq(roomMembers.roomId, roomId), eq(roomMembers.userId, userId)))
        .returning({ userId: roomMembers.userId });
      return left.length > 0;
    },

    /**
     * Takes somebody out of a room, and notes it in its log. Changes of one room take turns, as those of its moderation do.
     *
     * @param among of these roles; who has another one stays
     * @returns whether they are out
     */
    remove(entry: Parameters<WriteLog>[1], among: readonly RoomMember['role'][]): Promise<boolean> {
      return db.transaction(async (tx) => {
        await tx.select({ id: rooms.id }).from(rooms).where(eq(rooms.id, entry.roomId)).for('no key update');
        const gone = await tx
          .delete(roomMembers)
          .where(
            and(
              eq(roomMembers.roomId, entry.roomId),
              eq(roomMembers.userId, entry.userId),
              sql`${roomMembers.role} = any(string_to_array(${among.join()}, ','))`,
            ),
          )
          .returning({ userId: roomMembers.userId });
        if (gone.length > 0) await writeLog(tx, entry);
        return gone.length > 0;
      });
    },
  };
}
