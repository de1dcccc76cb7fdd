import { and, eq, gt, ne, sql } from 'drizzle-orm';
import { inAccountTurn } from './account-turn.ts';
import type { Database } from './database.ts';
import { beginSignInEpoch } from './people.ts';
import {
  emailLinks,
  passkeys,
  passwordResets,
  recoveryCodes,
  socialAccounts,
  twoFactor,
  users,
} from './schema/index.ts';

/** By the id itself: drizzle leaves the table's name out before `users.id`, and passkeys have an id of their own. */
const hasWayIn = (userId: string) => sql<boolean>`${users.passwordHash} is not null
  or exists(select from ${socialAccounts} where ${socialAccounts.userId} = ${userId})
  or exists(select from ${passkeys} where ${passkeys.userId} = ${userId})`;

/** Why a way in was not removed: there is none, nobody could sign in to the account any more, or the epoch is over. */
export type NotRemoved = 'nothing_there' | 'last_way_in' | 'epoch_over';

/**
 * Removes a way in of a person, unless it is the last, and ends what they are signed in with. Of several at the same moment,
 * one does: its end of the epoch is the others'.
 *
 * @param underEpoch the person's when they were asked who they are
 * @param remove tells whether there was anything to remove; gets the database as its own transaction sees it
 * @returns the new epoch, or why nothing was changed
 */
export async function removeWayIn(
  db: Database,
  { userId, underEpoch }: { userId: string; underEpoch: number },
  remove: (tx: Database) => Promise<boolean>,
): Promise<number | NotRemoved> {
  try {
    const outcome = await inAccountTurn(db, { userId, underEpoch }, async (tx) => {
      if (!(await remove(tx))) return 'nothing_there';
      const [left] = await tx
        .select({ hasWayIn: hasWayIn(userId) })
        .from(users)
        .where(eq(users.id, userId));
      if (!left?.hasWayIn) throw new LastWayIn();
      return beginSignInEpoch(tx, userId);
    });
    return outcome ?? 'epoch_over';
  } catch (error) {
    if (error instanceof LastWayIn) return 'last_way_in';
    throw error;
  }
}

/** Takes back what the transaction did. */
class LastWayIn extends Error {}

/**
 * Removes what was mailed to somebody to change their address, and links for a new password. An app for codes that was never
 * confirmed goes as well: whoever began to set it up need not be who goes on. Links that undo a change stay: they were mailed to
 * an address that the account had before.
 */
export async function removeMailedLinks(tx: Database, userId: string): Promise<void> {
  const begun = and(eq(emailLinks.userId, userId), ne(emailLinks.purpose, 'undo'));
  await tx.delete(passwordResets).where(eq(passwordResets.userId, userId));
  await tx.delete(emailLinks).where(begun);
  await tx.update(twoFactor).set({ newSecret: null }).where(eq(twoFactor.userId, userId));
}

/** Removes what lets somebody in beside a password: passkeys and accounts elsewhere, or these and the second factor. */
export async function removeOtherWaysIn(
  tx: Database,
  userId: string,
  which: 'nothing' | 'ways_in' | 'everything',
): Promise<void> {
  if (which === 'nothing') return;
  await tx.delete(passkeys).where(eq(passkeys.userId, userId));
  await tx.delete(socialAccounts).where(eq(socialAccounts.userId, userId));
  if (which === 'ways_in') return;
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
  await tx.delete(twoFactor).where(eq(twoFactor.userId, userId));
}

/**
 * Removes what was set up after a moment to let somebody in: passkeys, accounts elsewhere, and the second factor if it has been on
 * only since then.
 *
 * @param keepsSecondFactor whether that stays in any case
 */
export async function removeLaterWaysIn(
  tx: Database,
  userId: string,
  { moment, keepsSecondFactor }: { moment: Date; keepsSecondFactor: boolean },
): Promise<void> {
  await tx.delete(passkeys).where(and(eq(passkeys.userId, userId), gt(passkeys.createdAt, moment)));
  await tx
    .delete(socialAccounts)
    .where(and(eq(socialAccounts.userId, userId), gt(socialAccounts.linkedAt, moment)));
  if (keepsSecondFactor) return;
  // A process of the version before writes no `on_since`.
  const onSince = sql`coalesce(${twoFactor.onSince}, ${twoFactor.confirmedAt})`;
  const removed = await tx
    .delete(twoFactor)
    .where(and(eq(twoFactor.userId, userId), gt(onSince, sql.param(moment, twoFactor.onSince))))
    .returning({ userId: twoFactor.userId });
  if (removed.length > 0) await tx.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
}
