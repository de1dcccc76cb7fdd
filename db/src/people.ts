import { eq } from 'drizzle-orm';
import type { Database } from './database.ts';
import { newSignInEpoch, socialAccounts, userService, users } from './schema/index.ts';

/** Adds somebody: both rows or none. */
export async function insertPerson(
  db: Database,
  user: typeof users.$inferInsert,
  service: Pick<typeof userService.$inferInsert, 'isSuperuser'> = {},
): Promise<void> {
  const inserted = db.$with('inserted').as(db.insert(users).values(user).returning({ id: users.id }));
  await db
    .with(inserted)
    .insert(userService)
    .values({ userId: user.id, ...service });
}

/** Adds somebody who has no password, with an account elsewhere that lets them in: all rows or none. */
export async function insertPersonFrom(
  db: Database,
  user: typeof users.$inferInsert,
  account: Omit<typeof socialAccounts.$inferInsert, 'userId'>,
): Promise<void> {
  const inserted = db.$with('inserted').as(db.insert(users).values(user).returning({ id: users.id }));
  const served = db
    .$with('served')
    .as(db.insert(userService).values({ userId: user.id }).returning({ id: userService.userId }));
  await db
    .with(inserted, served)
    .insert(socialAccounts)
    .values({ ...account, userId: user.id });
}

/**
 * Ends everything that somebody is signed in with.
 *
 * @returns the new epoch
 */
export async function beginSignInEpoch(db: Database, userId: string): Promise<number> {
  const [row] = await db
    .update(userService)
    .set(newSignInEpoch)
    .where(eq(userService.userId, userId))
    .returning({ epoch: userService.signInEpoch });
  return row?.epoch ?? 0;
}

/**
 * Locks somebody's row for the rest of a transaction that gives them another way in.
 *
 * @param epoch the person's when they were asked who they are
 * @returns whether that epoch goes on: a new password or a reset that ended it meanwhile must not be followed by it
 */
export async function lockUnderEpoch(turn: Database, userId: string, epoch: number): Promise<boolean> {
  await turn.select({ id: users.id }).from(users).where(eq(users.id, userId)).for('update');
  // After the lock, as a statement of its own: it sees what was waited for.
  const [current] = await turn
    .select({ epoch: userService.signInEpoch })
    .from(userService)
    .where(eq(userService.userId, userId));
  return current?.epoch === epoch;
}
