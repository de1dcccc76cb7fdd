import {
  type Database,
  emailLinks,
  lt,
  passwordResets,
  refreshTokens,
  revokedTokens,
  type SQL,
  signIns,
  sql,
} from '@lantern/db';

/** Rows of one statement: a sweep of millions holds up nobody's question. */
const BATCH = 1000;

export type RetentionRepository = ReturnType<typeof retentionRepository>;

export function retentionRepository(db: Database) {
  type Table = Parameters<Database['delete']>[0];
  /** Two processes that sweep at once take different rows. */
  async function deleteFrom(table: Table, over: SQL): Promise<boolean> {
    const rows = sql`select ctid from ${table} where ${over} limit ${BATCH} for update skip locked`;
    const deleted = await db.delete(table).where(sql`ctid = any(array(${rows}))`).returning({ one: sql`1` });
    return deleted.length === BATCH;
  }
  const expired = (table: { expiresAt: Parameters<typeof lt>[0] }) => lt(table.expiresAt, sql`now()`);

  return {
    /**
     * Deletes a batch of each kind of what has expired.
     *
     * @param historyAfter the id after which sign-ins stay in the history: ids are UUID v7
     * @returns whether there may be more
     */
    async deleteBatch(historyAfter: string): Promise<boolean> {
      // A sign-in whose tokens are good is not over, however old it is.
      const hasTokens = sql`exists (select from ${refreshTokens} where ${refreshTokens.familyId} = ${signIns.familyId})`;
      const left = [
        await deleteFrom(refreshTokens, expired(refreshTokens)),
        await deleteFrom(revokedTokens, expired(revokedTokens)),
        await deleteFrom(passwordResets, expired(passwordResets)),
        await deleteFrom(emailLinks, expired(emailLinks)),
        await deleteFrom(signIns, sql`${lt(signIns.id, historyAfter)} and not ${hasTokens}`),
      ];
      return left.includes(true);
    },
  };
}
