import { eq } from 'drizzle-orm';
import type { Database } from './database.ts';
import { userService } from './schema/index.ts';

/**
 * Makes a change of how somebody gets into their account, while no other one is made and no sign-in begins, in any process.
 *
 * The row in `user_service` is what all of them lock, and before any other: of two that take their locks in different orders, each
 * would wait for the other.
 *
 * @param underEpoch the person's when they were asked who they are: what a new password or a reset ended meanwhile changes nothing
 * any more. Absent: under whatever epoch.
 * @param change all of it happens or nothing; gets the database as its own transaction sees it
 * @returns undefined, with nothing changed, when that epoch is over, or the person gone
 */
export function inAccountTurn<Result>(
  db: Database,
  { userId, underEpoch }: { userId: string; underEpoch?: number | undefined },
  change: (tx: Database, epoch: number) => Promise<Result>,
): Promise<Result | undefined> {
  return db.transaction(async (tx) => {
    const [current] = await tx
      .select({ epoch: userService.signInEpoch })
      .from(userService)
      .where(eq(userService.userId, userId))
      .for('update');
    if (!current || current.epoch !== (underEpoch ?? current.epoch)) return undefined;
    return change(tx, current.epoch);
  });
}
