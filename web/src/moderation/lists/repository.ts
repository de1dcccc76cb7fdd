import {
  aliasedTable,
  and,
  type Database,
  desc,
  eq,
  gt,
  isNull,
  or,
  roomBans,
  roomMutes,
  sql,
  users,
} from '@lantern/db';
import { listRoomLog, type Named, named } from '../log/repository.ts';

/** A ban or mute in force, as a list shows it. */
export type Listed = {
  user: Named;
  at: Date;
  reason: string | null;
  /** Null: for good. */
  until: Date | null;
  /** Null: the account was deleted. */
  by: Named | null;
};
/** Behind which one a page of the list begins. */
export type ListPosition = { at: Date; userId: string };

export type ListRepository = ReturnType<typeof listRepository>;

const by = aliasedTable(users, 'by');
export function listRepository(db: Database) {
  return {
    /** Newest first. The primary key finds those of a room; even of thousands the newest are sorted out in milliseconds. */
    list(
      what: 'bans' | 'mutes',
      roomId: string,
      { after, limit }: { after: ListPosition | undefined; limit: number },
    ): Promise<Listed[]> {
      const table = what === 'bans' ? roomBans : roomMutes;
      const at = sql`date_trunc('milliseconds', ${table.at})`;
      return db
        .select({ user: named(users), at: table.at, reason: table.reason, until: table.until, by: named(by) })
        .from(table)
        .innerJoin(users, eq(users.id, table.userId))
        .leftJoin(by, eq(by.id, table.by))
        .where(
          and(
            eq(table.roomId, roomId),
            or(isNull(table.until), gt(table.until, sql`now()`)),
            after &&
              sql`(${at}, ${table.userId}) < (${after.at.toISOString()}::timestamptz, ${after.userId}::uuid)`,
          ),
        )
        .orderBy(desc(at), desc(table.userId))
        .limit(limit);
    },

    log: (roomId: string, page: { after: string | undefined; limit: number }) =>
      listRoomLog(db, roomId, page),
  };
}
