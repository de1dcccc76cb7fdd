import { setImmediate } from 'node:timers/promises';
import { and, eq, gt, lt, lte, max, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { kvEntries, rooms, users } from './schema/index.ts';

/** Of what is deleted without a pause: some ten milliseconds of the embedded database. */
const PIECE = { rows: 1000, bytes: 1024 * 1024 };

export type AccountDeletion = {
  userId: string;
  /** Whether rows go in pieces, with a turn of the event loop after each: where statements run in this thread. */
  inPieces: boolean;
};

/**
 * Deletes an account with all that is its own. Of most there are a few rows, which the account takes with it; its entries and rooms may
 * be a hundred thousand.
 *
 * @param tx a transaction that holds the account: after a crash in between all of it is there
 * @returns the ids of the rooms that went with it
 */
export async function deleteAccount(tx: Database, { userId, inPieces }: AccountDeletion): Promise<string[]> {
  if (inPieces) await deleteEntries(tx, userId);
  const roomIds = inPieces ? await deleteRoomsInPieces(tx, userId) : await deleteRooms(tx, userId);
  await tx.delete(users).where(eq(users.id, userId));
  return roomIds;
}

async function deleteEntries(tx: Database, userId: string): Promise<void> {
  // Before the first vacuum Postgres takes the table for a small one, and would sort all that is left for each piece.
  await tx.execute(sql`set local enable_bitmapscan = off`);
  await tx.execute(sql`set local enable_seqscan = off`);
  const own = eq(kvEntries.userId, userId);
  for (let after = ''; ; ) {
    const next = tx
      .select({ key: kvEntries.key, value: kvEntries.value })
      .from(kvEntries)
      .where(and(own, gt(kvEntries.key, after)))
      .orderBy(kvEntries.key)
      .limit(PIECE.rows)
      .as('next');
    const measured = tx
      .select({
        key: next.key,
        before:
          sql<number>`sum(octet_length(${next.value})) over (order by ${next.key}) - octet_length(${next.value})`.as(
            'before',
          ),
      })
      .from(next)
      .as('measured');
    const [piece] = await tx
      .select({ last: max(measured.key) })
      .from(measured)
      .where(lt(measured.before, PIECE.bytes));
    if (!piece?.last) return;
    await tx.delete(kvEntries).where(and(own, gt(kvEntries.key, after), lte(kvEntries.key, piece.last)));
    after = piece.last;
    await setImmediate();
  }
}

/** @returns their ids */
async function deleteRooms(tx: Database, userId: string): Promise<string[]> {
  const gone = await tx.delete(rooms).where(eq(rooms.ownerId, userId)).returning({ id: rooms.id });
  return gone.map(({ id }) => id);
}

async function deleteRoomsInPieces(tx: Database, userId: string): Promise<string[]> {
  const own = eq(rooms.ownerId, userId);
  const gone: string[] = [];
  for (;;) {
    const after = gone.at(-1);
    const beyond = after === undefined ? own : and(own, gt(rooms.id, after));
    const piece = await tx
      .select({ id: rooms.id })
      .from(rooms)
      .where(beyond)
      .orderBy(rooms.id)
      .limit(PIECE.rows);
    const last = piece.at(-1);
    if (!last) return gone;
    await tx.delete(rooms).where(and(beyond, lte(rooms.id, last.id)));
    gone.push(...piece.map(({ id }) => id));
    await setImmediate();
  }
}
