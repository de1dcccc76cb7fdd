import { type Database, desc, signingKeys, sql } from '@lantern/db';

export type SigningKeyRow = typeof signingKeys.$inferSelect;
export type SigningKeyRepository = ReturnType<typeof signingKeyRepository>;

/** Any number, but the same in every replica: "lantern first key". */
const FIRST_KEY_LOCK = 7_305_114_821;

export function signingKeyRepository(db: Database) {
  return {
    /** Newest first. */
    list: (): Promise<SigningKeyRow[]> => db.select().from(signingKeys).orderBy(desc(signingKeys.createdAt)),

    /** Stores the key if there is none yet. Replicas that start together take turns, so that all get the same one. */
    async insertFirst(key: Omit<SigningKeyRow, 'createdAt'>): Promise<void> {
      await db.transaction(async (tx) => {
        await tx.execute(sql`select pg_advisory_xact_lock(${FIRST_KEY_LOCK})`);
        if ((await tx.$count(signingKeys)) === 0) await tx.insert(signingKeys).values(key);
      });
    },
  };
}
