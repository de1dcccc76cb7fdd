import { eq, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { passkeys, socialAccounts, users } from './schema/index.ts';

/** By the id itself: drizzle leaves the table's name out before `users.id`, and passkeys have an id of their own. */
const hasWayIn = (userId: string) => sql<boolean>`${users.passwordHash} is not null
  or exists(select from ${socialAccounts} where ${socialAccounts.userId} = ${userId})
  or exists(select from ${passkeys} where ${passkeys.userId} = ${userId})`;

/**
 * Takes a way in from a person, unless it is the last. Of several at the same moment, each sees what the ones before took.
 *
 * @param take all of it happens or nothing; gets the database as its own transaction sees it
 * @returns undefined, with nothing changed, when nobody could sign in to the account any more
 */
export async function takeWayIn<Result>(
  db: Database,
  userId: string,
  take: (turn: Database) => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await db.transaction(async (turn) => {
      const person = eq(users.id, userId);
      await turn.select({ id: users.id }).from(users).where(person).for('update');
      const result = await take(turn);
      const [left] = await turn
        .select({ hasWayIn: hasWayIn(userId) })
        .from(users)
        .where(person);
      if (!left?.hasWayIn) throw new LastWayIn();
      return result;
    });
  } catch (error) {
    if (error instanceof LastWayIn) return undefined;
    throw error;
  }
}

/** Takes back what the transaction did. */
class LastWayIn extends Error {}
