import {
  and,
  asc,
  type Database,
  eq,
  inAccountTurn,
  lt,
  type NotRemoved,
  ownersEpoch,
  passkeys,
  removeWayIn,
  sql,
} from '@lantern/db';

export type Passkey = typeof passkeys.$inferSelect;
export type PasskeyRepository = ReturnType<typeof passkeyRepository>;

export function passkeyRepository(db: Database) {
  const owned = (userId: string, id: string) => and(eq(passkeys.userId, userId), eq(passkeys.id, id));
  return {
    /** Oldest first. */
    list(userId: string): Promise<Passkey[]> {
      return db
        .select()
        .from(passkeys)
        .where(eq(passkeys.userId, userId))
        .orderBy(asc(passkeys.createdAt), asc(passkeys.id));
    },

    async find(id: string): Promise<Passkey | undefined> {
      const [found] = await db.select().from(passkeys).where(eq(passkeys.id, id));
      return found;
    },

    async findOwned(userId: string, id: string): Promise<Passkey | undefined> {
      const [found] = await db.select().from(passkeys).where(owned(userId, id));
      return found;
    },

    /**
     * @param underEpoch the person's when they were asked who they are
     * @param most that a person may have: of several at the same moment, each sees those of the ones before
     * @returns why nothing was kept, if it was not
     * @throws when the authenticator's id of it is there already: `violatedIndex` tells `passkeys_pkey`
     */
    async insert(
      values: typeof passkeys.$inferInsert,
      underEpoch: number,
      most: number,
    ): Promise<'added' | 'full' | 'epoch_over'> {
      const added = await inAccountTurn(db, { userId: values.userId, underEpoch }, async (tx) => {
        if ((await tx.$count(passkeys, eq(passkeys.userId, values.userId))) >= most) return 'full';
        await tx.insert(passkeys).values(values);
        return 'added';
      });
      return added ?? 'epoch_over';
    },

    /**
     * Notes a use. Authenticators that count must have counted on since the last one.
     *
     * @returns its owner's epoch in the same moment: what takes the passkey away ends that; undefined when this one has not, or
     * the passkey is gone
     */
    async use(id: string, counter: number): Promise<number | undefined> {
      const on = counter === 0 ? eq(passkeys.counter, 0) : lt(passkeys.counter, counter);
      const used = await db
        .update(passkeys)
        .set({ counter, lastUsedAt: sql`now()` })
        .where(and(eq(passkeys.id, id), on))
        .returning({ epoch: ownersEpoch('passkeys') });
      return used[0]?.epoch;
    },

    async rename(userId: string, id: string, name: string): Promise<boolean> {
      const renamed = await db
        .update(passkeys)
        .set({ name })
        .where(owned(userId, id))
        .returning({ id: passkeys.id });
      return renamed.length > 0;
    },

    /**
     * Takes one away, and ends what its owner is signed in with: whoever has the device may be signed in as well.
     *
     * @param underEpoch the person's when they were asked who they are
     * @returns the new epoch, or why nothing was changed
     */
    remove(userId: string, id: string, underEpoch: number): Promise<number | NotRemoved> {
      return removeWayIn(db, { userId, underEpoch }, async (tx) => {
        const removed = await tx.delete(passkeys).where(owned(userId, id)).returning({ id: passkeys.id });
        return removed.length > 0;
      });
    },
  };
}
