import { type Database, eq, lt, or, passwordResets, sql, userService } from '@lantern/db';

export type PasswordResetRepository = ReturnType<typeof passwordResetRepository>;

export function passwordResetRepository(db: Database) {
  return {
    /**
     * Keeps a link in place of all that the person had before.
     *
     * @returns false when there is no such person
     */
    replace(userId: string, tokenHash: string, expiresAt: Date): Promise<boolean> {
      return db.transaction(async (tx) => {
        // Locked: of two links made at the same moment, each would leave the other.
        const [person] = await tx
          .select({ epoch: userService.signInEpoch })
          .from(userService)
          .where(eq(userService.userId, userId))
          .for('update');
        if (!person) return false;
        await tx
          .delete(passwordResets)
          .where(or(eq(passwordResets.userId, userId), lt(passwordResets.expiresAt, sql`now()`)));
        await tx.insert(passwordResets).values({ tokenHash, userId, signInEpoch: person.epoch, expiresAt });
        return true;
      });
    },

    async find(tokenHash: string) {
      const [found] = await db.select().from(passwordResets).where(eq(passwordResets.tokenHash, tokenHash));
      return found;
    },

    async deleteOf(userId: string): Promise<void> {
      await db.delete(passwordResets).where(eq(passwordResets.userId, userId));
    },
  };
}
