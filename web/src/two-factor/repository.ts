import {
  and,
  beginSignInEpoch,
  type Database,
  eq,
  inAccountTurn,
  isNotNull,
  isNull,
  lt,
  recoveryCodes,
  revokedTokens,
  signIns,
  sql,
  twoFactor,
  violatedIndex,
  type WithSubquery,
} from '@lantern/db';

/** Something that is good once, until that moment in milliseconds since 1970. */
export type Once = { id: string; until: number };
export type TwoFactorRow = typeof twoFactor.$inferSelect;
type NewSecret = {
  userId: string;
  /** The person's when they were asked who they are. */
  underEpoch: number;
  newSecret: string;
  /** Whether there may be a confirmed one, which stays until this one is. */
  mayReplace: boolean;
};
type Confirmation = {
  /** The person's when they were asked who they are. */
  underEpoch: number;
  newSecret: string;
  /** Of the code that it was confirmed with, which is used up with that. */
  step: number;
  /** Of the recovery codes. */
  hashes: string[];
};
export type TwoFactorRepository = ReturnType<typeof twoFactorRepository>;

/** Secrets come and go encrypted. Whatever changes how somebody signs in begins a new epoch in the same transaction. */
export function twoFactorRepository(db: Database) {
  return {
    async find(userId: string): Promise<TwoFactorRow | undefined> {
      const [found] = await db.select().from(twoFactor).where(eq(twoFactor.userId, userId));
      return found;
    },

    async state(
      userId: string,
    ): Promise<{ confirmedAt: Date | null; recoveryCodesLeft: number } | undefined> {
      const unused = and(eq(recoveryCodes.userId, twoFactor.userId), isNull(recoveryCodes.usedAt));
      const [found] = await db
        .select({ confirmedAt: twoFactor.confirmedAt, recoveryCodesLeft: db.$count(recoveryCodes, unused) })
        .from(twoFactor)
        .where(and(eq(twoFactor.userId, userId), isNotNull(twoFactor.secret)));
      return found;
    },

    /**
     * Keeps a secret that is not good for anything before it is confirmed.
     *
     * @returns why nothing was changed, if it was not; `is_on`: there is one that may not be replaced
     */
    async keepNewSecret({
      userId,
      underEpoch,
      newSecret,
      mayReplace,
    }: NewSecret): Promise<'kept' | 'is_on' | 'epoch_over'> {
      const kept = await inAccountTurn(db, { userId, underEpoch }, async (tx) => {
        const written = await tx
          .insert(twoFactor)
          .values({ userId, newSecret })
          .onConflictDoUpdate({
            target: twoFactor.userId,
            set: { newSecret },
            ...(mayReplace ? {} : { setWhere: isNull(twoFactor.secret) }),
          })
          .returning({ userId: twoFactor.userId });
        return written.length > 0 ? 'kept' : 'is_on';
      });
      return kept ?? 'epoch_over';
    },

    /**
     * Makes the new secret the one that counts: of two who confirm it at once, one does.
     *
     * @returns the new epoch; undefined when this secret does not wait for confirmation any more, or that epoch is over
     */
    async confirm(
      userId: string,
      { underEpoch, newSecret, step, hashes }: Confirmation,
    ): Promise<number | undefined> {
      return inAccountTurn(db, { userId, underEpoch }, async (tx) => {
        const confirmed = await tx
          .update(twoFactor)
          .set({
            secret: newSecret,
            newSecret: null,
            confirmedAt: sql`now()`,
            onSince: sql`coalesce(${twoFactor.onSince}, ${twoFactor.confirmedAt}, now())`,
            lastUsedStep: step,
          })
          .where(and(eq(twoFactor.userId, userId), eq(twoFactor.newSecret, newSecret)))
          .returning({ userId: twoFactor.userId });
        if (confirmed.length === 0) return undefined;
        await replaceCodes(tx, userId, hashes);
        return beginSignInEpoch(tx, userId);
      });
    },

    /**
     * Of two who bring the same code at once, in whatever process, one finds the step unused.
     *
     * @throws an error of which `isUsedBeforeError` is true, when `once` was used before; nothing is changed then
     */
    async useStep(
      userId: string,
      { secret, step }: { secret: string; step: number },
      once?: Once,
    ): Promise<boolean> {
      const use = db
        .update(twoFactor)
        .set({ lastUsedStep: step })
        .where(
          and(eq(twoFactor.userId, userId), eq(twoFactor.secret, secret), lt(twoFactor.lastUsedStep, step)),
        )
        .returning({ userId: twoFactor.userId });
      return (await (once ? usedWith(db, db.$with('used').as(use), once) : use)).length > 0;
    },

    /** @throws an error of which `isUsedBeforeError` is true, when `once` was used before; nothing is changed then */
    async useRecoveryCode(userId: string, hash: string, once?: Once): Promise<boolean> {
      const use = db
        .update(recoveryCodes)
        .set({ usedAt: sql`now()` })
        .where(
          and(eq(recoveryCodes.userId, userId), eq(recoveryCodes.hash, hash), isNull(recoveryCodes.usedAt)),
        )
        .returning({ userId: recoveryCodes.userId });
      return (await (once ? usedWith(db, db.$with('used').as(use), once) : use)).length > 0;
    },

    /** Whether an error of `useStep` or `useRecoveryCode` means that `once` was used before. */
    isUsedBeforeError: (error: unknown): boolean => violatedIndex(error) === 'revoked_tokens_user_id_jti_pk',

    async isUsed(userId: string, id: string): Promise<boolean> {
      const used = and(eq(revokedTokens.userId, userId), eq(revokedTokens.jti, id));
      return (await db.$count(revokedTokens, used)) > 0;
    },

    /** @returns what tells the recovery codes that a person has from those before and after */
    markOfCodes: (userId: string): Promise<string | null> => markOfCodes(db, userId),

    /**
     * The old ones are good for nothing from then on.
     *
     * @param underEpoch the person's when they were asked who they are
     * @param mark of the codes that they had then
     * @returns false, and changes nothing, when that epoch is over or they have others by now
     */
    async replaceRecoveryCodes(
      userId: string,
      { underEpoch, mark, hashes }: { underEpoch: number; mark: string | null; hashes: string[] },
    ): Promise<boolean> {
      const replaced = await inAccountTurn(db, { userId, underEpoch }, async (tx) => {
        if ((await markOfCodes(tx, userId)) !== mark) return false;
        await replaceCodes(tx, userId, hashes);
        return true;
      });
      return replaced === true;
    },

    /**
     * Forgets the second factor.
     *
     * @param underEpoch the person's when they were asked who they are; absent: under whatever epoch
     * @param entry for the sign-in history
     * @returns the new epoch; undefined when there was none to forget, or that epoch is over
     */
    remove(
      userId: string,
      underEpoch?: number,
      entry?: typeof signIns.$inferInsert,
    ): Promise<number | undefined> {
      return inAccountTurn(db, { userId, underEpoch }, async (tx) => {
        const removed = await tx.delete(twoFactor).where(eq(twoFactor.userId, userId)).returning();
        if (!removed.some(({ secret }) => secret !== null)) return undefined;
        await tx.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
        if (entry) await tx.insert(signIns).values(entry);
        return beginSignInEpoch(tx, userId);
      });
    },
  };
}

async function markOfCodes(db: Database, userId: string): Promise<string | null> {
  const [found] = await db
    .select({ mark: sql<string | null>`min(${recoveryCodes.hash})` })
    .from(recoveryCodes)
    .where(eq(recoveryCodes.userId, userId));
  return found?.mark ?? null;
}

async function replaceCodes(tx: Database, userId: string, hashes: string[]): Promise<void> {
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
  await tx.insert(recoveryCodes).values(hashes.map((hash) => ({ userId, hash })));
}

/**
 * Writes down in the same statement that `once` was used: of several at the same moment one can, whatever code they bring, and the
 * others' codes stay unused.
 */
function usedWith(db: Database, used: WithSubquery, { id, until }: Once): Promise<{ jti: string }[]> {
  const swept = db
    .$with('swept')
    .as(
      db
        .delete(revokedTokens)
        .where(lt(revokedTokens.expiresAt, sql`now()`))
        .returning({ jti: revokedTokens.jti }),
    );
  const expiresAt = new Date(until).toISOString();
  return db
    .with(used, swept)
    .insert(revokedTokens)
    .select(sql`select user_id, ${id}::uuid, ${expiresAt}::timestamptz from used`)
    .returning({ jti: revokedTokens.jti });
}
