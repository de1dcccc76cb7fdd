import { type Database, desc, eq, signingKeys, sql } from '@lantern/db';

export type NewSigningKey = Omit<typeof signingKeys.$inferSelect, 'createdAt'>;
/** With its age in seconds by the database's clock, which is the same for every replica. */
export type SigningKeyRow = NewSigningKey & { age: number };
export type SigningKeyRepository = ReturnType<typeof signingKeyRepository>;

/** Any number, but the same in every replica: "lantern first key". */
const FIRST_KEY_LOCK = 7_305_114_821;

export function signingKeyRepository(db: Database) {
  return {
    /** Newest first. */
    list: (): Promise<SigningKeyRow[]> =>
      db
        .select({
          kid: signingKeys.kid,
          publicJwk: signingKeys.publicJwk,
          privateKeyEncrypted: signingKeys.privateKeyEncrypted,
          age: sql<number>`extract(epoch from now() - ${signingKeys.createdAt})::float8`,
        })
        .from(signingKeys)
        .orderBy(desc(signingKeys.createdAt)),

    /** Stores the key if there is none yet. Replicas that start together take turns, so that all get the same one. */
    async insertFirst(key: NewSigningKey): Promise<void> {
      await db.transaction(async (tx) => {
        await tx.execute(sql`select pg_advisory_xact_lock(${FIRST_KEY_LOCK})`);
        if ((await tx.$count(signingKeys)) === 0) await tx.insert(signingKeys).values(key);
      });
    },

    async insert(key: NewSigningKey): Promise<void> {
      await db.insert(signingKeys).values(key);
    },

    async delete(kid: string): Promise<void> {
      await db.delete(signingKeys).where(eq(signingKeys.kid, kid));
    },
  };
}
