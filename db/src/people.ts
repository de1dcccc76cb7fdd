import { eq, sql } from 'drizzle-orm';
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
 * The epoch of whoever owns the row that a statement writes. Asked with the writing, it is what the row was still there under; asked
 * a moment later it may be what took the row away.
 */
export const ownersEpoch = (table: 'passkeys' | 'social_accounts') =>
  // By whole names: drizzle leaves the table's out where a statement has one.
  sql<number>`(select s.sign_in_epoch from user_service s where s.user_id = ${sql.identifier(table)}.user_id)`;
