import {
  and,
  beginSignInEpoch,
  type Database,
  desc,
  eq,
  insertPersonFrom,
  lockUnderEpoch,
  socialAccounts,
  sql,
  takeWayIn,
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
    /** Whose it is, by issuer and subject and nothing else. It was used just now. */
    async use(identity: Pick<Identity, 'issuer' | 'subject'>): Promise<string | undefined> {
      const [used] = await db
        .update(socialAccounts)
        .set({ lastUsedAt: sql`now()` })
        .where(is(identity))
        .returning({ userId: socialAccounts.userId });
      return used?.userId;
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
     * @returns whether it was nobody's, and the person had none of this issuer; undefined when that epoch is over
     */
    async link(userId: string, underEpoch: number, identity: Identity): Promise<boolean | undefined> {
      return db.transaction(async (turn) => {
        if (!(await lockUnderEpoch(turn, userId, underEpoch))) return undefined;
        const linked = await turn
          .insert(socialAccounts)
          .values({ ...identity, userId })
          .onConflictDoNothing()
          .returning({ userId: socialAccounts.userId });
        return linked.length > 0;
      });
    },

    async ownerOf(identity: Pick<Identity, 'issuer' | 'subject'>): Promise<string | undefined> {
      const [found] = await db.select({ id: socialAccounts.userId }).from(socialAccounts).where(is(identity));
      return found?.id;
    },

    /**
     * Takes the accounts of a provider from a person and begins a new epoch, unless nobody could sign in to the account then.
     *
     * @returns the new epoch; null when there was nothing to take, undefined when it was the last way in
     */
    unlink(userId: string, provider: string): Promise<number | null | undefined> {
      return takeWayIn(db, userId, async (turn) => {
        const taken = await turn
          .delete(socialAccounts)
          .where(of(userId, provider))
          .returning({ subject: socialAccounts.subject });
        if (taken.length === 0) return null;
        return beginSignInEpoch(turn, userId);
      });
    },
  };
}
