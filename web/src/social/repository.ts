import {
  and,
  type Database,
  desc,
  eq,
  inAccountTurn,
  insertPersonFrom,
  type NotRemoved,
  ownersEpoch,
  removeWayIn,
  socialAccounts,
  sql,
  type users,
} from '@lantern/db';

export type SocialAccount = typeof socialAccounts.$inferSelect;
/** Whose an account elsewhere is, what it was linked through, and what its owner knows it by. */
export type Identity = Pick<SocialAccount, 'issuer' | 'subject' | 'provider' | 'name'>;

export type SocialRepository = ReturnType<typeof socialRepository>;

export function socialRepository(db: Database) {
  const is = ({ issuer, subject }: Pick<Identity, 'issuer' | 'subject'>) =>
    and(eq(socialAccounts.issuer, issuer), eq(socialAccounts.subject, subject));
  const of = (userId: string, provider: string) =>
    and(eq(socialAccounts.userId, userId), eq(socialAccounts.provider, provider));

  return {
    /**
     * Whose it is, by issuer and subject and nothing else. It was used just now.
     *
     * @returns the owner, and their epoch in the same moment: what takes the account elsewhere from them ends that
     */
    async use(
      identity: Pick<Identity, 'issuer' | 'subject'>,
    ): Promise<{ userId: string; epoch: number } | undefined> {
      const [used] = await db
        .update(socialAccounts)
        .set({ lastUsedAt: sql`now()` })
        .where(is(identity))
        .returning({ userId: socialAccounts.userId, epoch: ownersEpoch('social_accounts') });
      return used;
    },

    /** In the order of linking, the newest first. */
    list(userId: string): Promise<SocialAccount[]> {
      return db
        .select()
        .from(socialAccounts)
        .where(eq(socialAccounts.userId, userId))
        .orderBy(desc(socialAccounts.linkedAt));
    },

    insertPerson: (user: typeof users.$inferInsert, identity: Identity): Promise<void> =>
      insertPersonFrom(db, user, { ...identity, lastUsedAt: new Date() }),

    /**
     * @param underEpoch the person's when they were asked who they are
     * @returns `taken`: it is somebody's, or the person has one of this issuer
     */
    async link(
      userId: string,
      underEpoch: number,
      identity: Identity,
    ): Promise<'linked' | 'taken' | 'epoch_over'> {
      const linked = await inAccountTurn(db, { userId, underEpoch }, async (tx) => {
        const rows = await tx
          .insert(socialAccounts)
          .values({ ...identity, userId })
          .onConflictDoNothing()
          .returning({ userId: socialAccounts.userId });
        return rows.length > 0 ? 'linked' : 'taken';
      });
      return linked ?? 'epoch_over';
    },

    async ownerOf(identity: Pick<Identity, 'issuer' | 'subject'>): Promise<string | undefined> {
      const [found] = await db.select({ id: socialAccounts.userId }).from(socialAccounts).where(is(identity));
      return found?.id;
    },

    /**
     * Takes the accounts of a provider from a person and begins a new epoch, unless nobody could sign in to the account then.
     *
     * @param underEpoch the person's when they were asked who they are
     * @returns the new epoch, or why nothing was changed
     */
    unlink(userId: string, provider: string, underEpoch: number): Promise<number | NotRemoved> {
      return removeWayIn(db, { userId, underEpoch }, async (tx) => {
        const taken = await tx
          .delete(socialAccounts)
          .where(of(userId, provider))
          .returning({ subject: socialAccounts.subject });
        return taken.length > 0;
      });
    },
  };
}
