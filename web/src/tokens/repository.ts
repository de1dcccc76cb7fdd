import {
  and,
  type Database,
  desc,
  eq,
  gt,
  inArray,
  isNull,
  lt,
  ne,
  refreshTokens,
  revokedTokens,
  signingKeys,
  sql,
} from '@lantern/db';
import type { RevokedTokens } from '../shared-state/shared-state.ts';

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

export type RefreshTokenRow = typeof refreshTokens.$inferSelect;
export type RefreshTokenRepository = ReturnType<typeof refreshTokenRepository>;

export function refreshTokenRepository(db: Database) {
  return {
    /** Begins a family. What of this person's has expired is swept out with it. */
    async insert(row: Omit<RefreshTokenRow, 'usedAt'>): Promise<void> {
      const swept = db.$with('swept').as(
        db
          .delete(refreshTokens)
          .where(and(eq(refreshTokens.userId, row.userId), lt(refreshTokens.expiresAt, sql`now()`)))
          .returning({ hash: refreshTokens.tokenHash }),
      );
      await db.with(swept).insert(refreshTokens).values(row);
    },

    /**
     * Marks a token as used and puts its successor beside it, in one statement: of two that come at once, one finds it unused.
     *
     * @returns the successor, or undefined when the token is unknown, used or expired
     */
    async rotate(
      oldHash: string,
      newHash: string,
      expiresAt: Date,
    ): Promise<Omit<RefreshTokenRow, 'usedAt'> | undefined> {
      const used = db.$with('used').as(
        db
          .update(refreshTokens)
          .set({ usedAt: sql`now()` })
          .where(
            and(
              eq(refreshTokens.tokenHash, oldHash),
              isNull(refreshTokens.usedAt),
              gt(refreshTokens.expiresAt, sql`now()`),
            ),
          )
          .returning(),
      );
      const expiry = sql<Date>`least(${expiresAt.toISOString()}::timestamptz, ${used.familyExpiresAt})`;
      const [successor] = await db
        .with(used)
        .insert(refreshTokens)
        .select(
          db
            .select({
              tokenHash: sql<string>`${newHash}::text`.as('new_hash'),
              familyId: used.familyId,
              userId: used.userId,
              signInEpoch: used.signInEpoch,
              expiresAt: expiry.as('expiry'),
              familyExpiresAt: used.familyExpiresAt,
              usedAt: sql<null>`null::timestamptz`.as('unused'),
              secondFactor: used.secondFactor,
            })
            .from(used),
        )
        .returning();
      return successor;
    },

    async find(tokenHash: string): Promise<RefreshTokenRow | undefined> {
      const [found] = await db.select().from(refreshTokens).where(eq(refreshTokens.tokenHash, tokenHash));
      return found;
    },

    /** Also what a renewal at the same moment is adding: a statement does not see rows that it had to wait for. */
    async deleteFamily(familyId: string): Promise<void> {
      let deleted: unknown[];
      do {
        deleted = await db
          .delete(refreshTokens)
          .where(eq(refreshTokens.familyId, familyId))
          .returning({ hash: refreshTokens.tokenHash });
      } while (deleted.length > 0);
    },

    async deleteOf(userId: string): Promise<void> {
      await db.delete(refreshTokens).where(eq(refreshTokens.userId, userId));
    },

    /** Takes one family of a person's into a new epoch, and leaves the others behind. */
    async keepFamily(
      userId: string,
      familyId: string,
      carried: Pick<RefreshTokenRow, 'signInEpoch' | 'secondFactor'>,
    ): Promise<void> {
      const others = db.$with('others').as(
        db
          .delete(refreshTokens)
          .where(and(eq(refreshTokens.userId, userId), ne(refreshTokens.familyId, familyId)))
          .returning({ hash: refreshTokens.tokenHash }),
      );
      await db
        .with(others)
        .update(refreshTokens)
        .set(carried)
        .where(and(eq(refreshTokens.userId, userId), eq(refreshTokens.familyId, familyId)));
    },
  };
}

/** Access tokens that were ended before their time, where there is no Redis to keep them. */
export function revokedTokenRepository(db: Database): RevokedTokens {
  return {
    async add(userId, jti, expiresAt) {
      await db.delete(revokedTokens).where(lt(revokedTokens.expiresAt, sql`now()`));
      await db.insert(revokedTokens).values({ userId, jti, expiresAt }).onConflictDoNothing();
    },

    async has(userId, ids) {
      const tokens = and(eq(revokedTokens.userId, userId), inArray(revokedTokens.jti, ids));
      return (await db.$count(revokedTokens, tokens)) > 0;
    },
  };
}
