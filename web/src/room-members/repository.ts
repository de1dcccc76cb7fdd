import { and, type Database, desc, eq, lt, or, roomMembers, sql, users } from '@lantern/db';

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

export type RoomMemberRepository = ReturnType<typeof roomMemberRepository>;

export function roomMemberRepository(db: Database) {
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
  };
}
