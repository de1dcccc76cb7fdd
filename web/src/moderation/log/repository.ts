import { aliasedTable, and, type Database, desc, eq, lt, roomLog, users } from '@lantern/db';

/** What of an account its name is made of. */
export type Named = Pick<
  typeof users.$inferSelect,
  'id' | 'login' | 'displayName' | 'firstName' | 'lastName'
>;

/** What is done in a room; texts: `moderation:log.acts.<act>`. */
export const ACTS = [
  'removed',
  'banned',
  'ban_lifted',
  'muted',
  'mute_lifted',
  'moderator_named',
  'moderator_withdrawn',
  'slow_mode_set',
  'renamed',
  'described',
  'visibility_set',
  'entry_set',
  'handed_over',
  'member_removed',
] as const;
export type Act = (typeof ACTS)[number];

export type NewLogEntry = {
  /** A UUID v7: the order of the log. */
  id: string;
  roomId: string;
  act: Act;
  actorId: string;
  /** To whom; absent: it was about the room. */
  userId?: string;
  /** Why, or what a setting was set to. */
  reason?: string | null;
  /** Until when it holds; null: for good, or it does not last. */
  until?: Date | null;
};

export type LogEntry = {
  id: string;
  at: Date;
  act: string;
  reason: string | null;
  until: Date | null;
  /** Null: their account was deleted, or nobody. */
  actor: Named | null;
  user: Named | null;
};

/** Notes what was done in a room, in the transaction that does it. */
export async function writeRoomLog(db: Database, entry: NewLogEntry): Promise<void> {
  await db.insert(roomLog).values(entry);
}

const [actor, user] = [aliasedTable(users, 'actor'), aliasedTable(users, 'subject')];
/** The columns of `Named`. */
export const named = (table: typeof users) => ({
  id: table.id,
  login: table.login,
  displayName: table.displayName,
  firstName: table.firstName,
  lastName: table.lastName,
});

/** Newest first. */
export const listRoomLog = (
  db: Database,
  roomId: string,
  { after, limit }: { after: string | undefined; limit: number },
): Promise<LogEntry[]> =>
  db
    .select({
      id: roomLog.id,
      at: roomLog.at,
      act: roomLog.act,
      reason: roomLog.reason,
      until: roomLog.until,
      actor: named(actor),
      user: named(user),
    })
    .from(roomLog)
    .leftJoin(actor, eq(actor.id, roomLog.actorId))
    .leftJoin(user, eq(user.id, roomLog.userId))
    .where(and(eq(roomLog.roomId, roomId), after ? lt(roomLog.id, after) : undefined))
    .orderBy(desc(roomLog.id))
    .limit(limit);
