import { sql } from 'drizzle-orm';
import type { Database } from './database.ts';

/** Any number: "lantern rights". */
const LOCK = 7_305_114_823;

/**
 * Makes a change of who may do what, or one that depends on it, while no other one is made in any process: between looking
 * at what two people may do and acting on it nobody gives or takes a right.
 *
 * @param change all of it happens or nothing; gets the database as its own transaction sees it
 */
export function inRightsTurn<Result>(
  db: Database,
  change: (tx: Database) => Promise<Result>,
): Promise<Result> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${LOCK})`);
    return change(tx);
  });
}
