import {
  and,
  asc,
  type Database,
  desc,
  eq,
  inArray,
  isNotNull,
  isNull,
  lt,
  passkeys,
  passwordResets,
  socialAccounts,
  sql,
  twoFactor,
  userService,
} from '@lantern/db';

export type ResetLink = typeof passwordResets.$inferSelect;
/** What else lets somebody into an account. */
export type OtherWaysIn = Awaited<ReturnType<PasswordResetRepository['waysInOf']>>;

export type PasswordResetRepository = ReturnType<typeof passwordResetRepository>;

export function passwordResetRepository(db: Database) {
  return {
    /**
     * Keeps a link beside those that there are. The oldest of those that were given by hand gives way to another one.
     *
     * @param most of a kind at the same time
     * @returns why nothing was kept, if it was not; `many_mailed`: there are as many that were mailed
     */
    insert(
      link: Omit<ResetLink, 'signInEpoch'>,
      most: number,
    ): Promise<'kept' | 'many_mailed' | 'no_account'> {
      const { userId, mailedTo } = link;
      return db.transaction(async (tx) => {
        // Locked: of two links made at the same moment, each would not see the other.
        const [person] = await tx
          .select({ epoch: userService.signInEpoch })
          .from(userService)
          .where(eq(userService.userId, userId))
          .for('update');
        if (!person) return 'no_account';
        const own = eq(passwordResets.userId, userId);
        await tx.delete(passwordResets).where(and(own, lt(passwordResets.expiresAt, sql`now()`)));
        const kind = mailedTo === null ? isNull(passwordResets.mailedTo) : isNotNull(passwordResets.mailedTo);
        const older = await tx
          .select({ tokenHash: passwordResets.tokenHash })
          .from(passwordResets)
          .where(and(own, kind))
          .orderBy(desc(passwordResets.expiresAt));
        const beyond = older.slice(most - 1).map(({ tokenHash }) => tokenHash);
        if (beyond.length > 0) {
          if (mailedTo !== null) return 'many_mailed';
          await tx.delete(passwordResets).where(inArray(passwordResets.tokenHash, beyond));
        }
        await tx.insert(passwordResets).values({ ...link, signInEpoch: person.epoch });
        return 'kept';
      });
    },

    async find(tokenHash: string): Promise<ResetLink | undefined> {
      const [found] = await db.select().from(passwordResets).where(eq(passwordResets.tokenHash, tokenHash));
      return found;
    },

    async waysInOf(userId: string) {
      const [keys, linked, apps] = await Promise.all([
        db
          .select({ name: passkeys.name, createdAt: passkeys.createdAt })
          .from(passkeys)
          .where(eq(passkeys.userId, userId))
          .orderBy(asc(passkeys.createdAt)),
        db
          .select({
            provider: socialAccounts.provider,
            name: socialAccounts.name,
            linkedAt: socialAccounts.linkedAt,
          })
          .from(socialAccounts)
          .where(eq(socialAccounts.userId, userId))
          .orderBy(asc(socialAccounts.linkedAt)),
        db
          .select({ userId: twoFactor.userId })
          .from(twoFactor)
          .where(and(eq(twoFactor.userId, userId), isNotNull(twoFactor.secret))),
      ]);
      return { passkeys: keys, socialAccounts: linked, twoFactor: apps.length > 0 };
    },
  };
}
