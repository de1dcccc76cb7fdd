import {
  and,
  type Database,
  desc,
  eq,
  getTableColumns,
  gt,
  isNull,
  lt,
  ne,
  refreshTokens,
  signIns,
  signingKeys,
  sql,
} from '@lantern/db';

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

type RefreshTokenRow = typeof refreshTokens.$inferSelect;
export type NewRefreshToken = Omit<RefreshTokenRow, 'usedAt' | 'successorSeed' | 'usedBy'>;
/** A token that took another's place, and the sign-in that both came of. */
export type Renewed = NewRefreshToken & { signInId: string };
/** A token that is not good any more, or never was. */
export type Spent = {
  row: RefreshTokenRow;
  signInId: string | null;
  /** Whether the sign-in that it came of was ended. */
  ended: boolean;
  /** Whether it was used seconds ago. */
  justUsed: boolean;
};
export type RefreshTokenRepository = ReturnType<typeof refreshTokenRepository>;

/** By the tables' whole names: drizzle leaves them out where a statement has one table. */
const openSignIn = sql`select s.id from sign_ins s where s.family_id = refresh_tokens.family_id and s.ended_at is null`;

export function refreshTokenRepository(db: Database) {
  return {
    /** Begins a family. */
    async insert(row: NewRefreshToken): Promise<void> {
      await db.insert(refreshTokens).values(row);
    },

    /**
     * Marks a token as used and puts its successor beside it, in one statement: of two that come at once, one finds it unused.
     *
     * @param next.seed what the successor is derived from
     * @param next.usedBy which client it was
     * @returns the successor, or undefined when the token is unknown, used or expired, or its sign-in was ended
     */
    async rotate(
      oldHash: string,
      next: { hash: string; expiresAt: Date; seed: string; usedBy: string },
    ): Promise<Renewed | undefined> {
      const used = db.$with('used').as(
        db
          .update(refreshTokens)
          .set({ usedAt: sql`now()`, successorSeed: next.seed, usedBy: next.usedBy })
          .where(
            and(
              eq(refreshTokens.tokenHash, oldHash),
              isNull(refreshTokens.usedAt),
              gt(refreshTokens.expiresAt, sql`now()`),
              sql`exists(${openSignIn})`,
            ),
          )
          .returning(),
      );
      const expiry = sql<Date>`least(${next.expiresAt.toISOString()}::timestamptz, ${used.familyExpiresAt})`;
      const [successor] = await db
        .with(used)
        .insert(refreshTokens)
        .select(
          db
            .select({
              tokenHash: sql<string>`${next.hash}::text`.as('new_hash'),
              familyId: used.familyId,
              userId: used.userId,
              signInEpoch: used.signInEpoch,
              expiresAt: expiry.as('expiry'),
              familyExpiresAt: used.familyExpiresAt,
              usedAt: sql<null>`null::timestamptz`.as('unused'),
              successorSeed: sql<null>`null::text`.as('no_seed'),
              usedBy: sql<null>`null::text`.as('nobody'),
              secondFactor: used.secondFactor,
            })
            .from(used),
        )
        .returning({ ...getTableColumns(refreshTokens), signInId: sql<string>`(${openSignIn} limit 1)` });
      return successor;
    },

    /** @param seconds since its use that count as just now */
    async find(tokenHash: string, seconds: number): Promise<Spent | undefined> {
      const [found] = await db
        .select({
          row: refreshTokens,
          signInId: signIns.id,
          ended: sql<boolean>`${signIns.endedAt} is not null`,
          justUsed: sql<boolean>`coalesce(${refreshTokens.usedAt} > now() - make_interval(secs => ${seconds}), false)`,
        })
        .from(refreshTokens)
        .leftJoin(signIns, eq(signIns.familyId, refreshTokens.familyId))
        .where(eq(refreshTokens.tokenHash, tokenHash));
      return found;
    },

    /** Those of a person's from before an epoch: whoever signs in under it meanwhile keeps theirs. */
    async deleteBefore(userId: string, epoch: number): Promise<void> {
      const old = and(eq(refreshTokens.userId, userId), lt(refreshTokens.signInEpoch, epoch));
      await db.delete(refreshTokens).where(old);
    },

    /** Takes one family of a person's into a new epoch, and leaves those from before behind. */
    async keepFamily(
      userId: string,
      familyId: string,
      carried: Pick<RefreshTokenRow, 'signInEpoch' | 'secondFactor'>,
    ): Promise<void> {
      const others = db.$with('others').as(
        db
          .delete(refreshTokens)
          .where(
            and(
              eq(refreshTokens.userId, userId),
              ne(refreshTokens.familyId, familyId),
              lt(refreshTokens.signInEpoch, carried.signInEpoch),
            ),
          )
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
