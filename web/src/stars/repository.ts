import { and, type Database, eq, isOpenTo, ne, roomStars, rooms, sql } from '@lantern/db';

/** What became of a star: `not_found`: there is no such room, or only its members know it; `full`: the account has the most already. */
export type Outcome = 'starred' | 'not_found' | 'full';

export type StarRepository = ReturnType<typeof starRepository>;

export function starRepository(db: Database) {
  const [userId, roomId, most] = [
    sql.placeholder('userId'),
    sql.placeholder('roomId'),
    sql.placeholder('most'),
  ];
  const room = db.$with('room').as(
    db
      .select({ id: rooms.id })
      .from(rooms)
      .where(and(eq(rooms.id, roomId), isOpenTo))
      // A room that is being deleted is not found.
      .for('key share'),
  );
  const others = db.$with('others').as(
    db
      .select({ roomId: roomStars.roomId })
      .from(roomStars)
      .where(and(eq(roomStars.userId, userId), ne(roomStars.roomId, roomId)))
      .limit(most),
  );
  const isFull = sql`(select count(*) from others) >= ${most}::integer`;
  const added = db
    .$with('added')
    .as(
      db
        .insert(roomStars)
        .select(sql`select ${userId}::uuid, id, now() from room where not ${isFull}`)
        .onConflictDoNothing()
        .returning({ roomId: roomStars.roomId }),
    );
  const add = db
    .with(room, others, added)
    .select({ outcome: sql<Outcome>`outcome` })
    .from(
      sql`(select case when not exists (select from room) then 'not_found' when ${isFull} then 'full' else 'starred' end as outcome) star`,
    )
    .prepare('star');
  return {
    /**
     * Puts a star on a room, which may have one already.
     *
     * @param star.most how many stars an account may have; who sends several at once may get a few more
     */
    async add(star: { userId: string; roomId: string; most: number }): Promise<Outcome> {
      const [row] = await add.execute(star);
      return row?.outcome ?? 'not_found';
    },

    async remove(userId: string, roomId: string): Promise<void> {
      await db.delete(roomStars).where(and(eq(roomStars.userId, userId), eq(roomStars.roomId, roomId)));
    },
  };
}
