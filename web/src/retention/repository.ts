import {
  type Database,
  emailLinks,
  passwordResets,
  refreshTokens,
  revokedTokens,
  roomBans,
  roomInvites,
  roomLog,
  roomMutes,
  type SQL,
  session,
  signIns,
  sql,
} from '@lantern/db';

/** Rows of one statement: a sweep of millions holds up nobody's question. */
export const BATCH = 1000;

/** Any number, but the same in every replica: "lantern retention". */
const LOCK = 7_305_114_824;

type Kind = {
  table: Parameters<Database['delete']>[0];
  over: SQL;
  /** An indexed column, in whose order rows go: a batch does not look again at what earlier ones deleted. */
  key: { column: SQL; type: SQL };
};

const expired = sql`expires_at < now()`;
const ended = { over: sql`until < now()`, key: { column: sql`until`, type: sql`timestamptz` } };
/** Days for which the logs of rooms go back. */
const LOG_DAYS = 90;
const expiresAt = { column: sql`expires_at`, type: sql`timestamptz` };

/** A sign-in whose tokens are good is not over, however old it is. */
const withoutTokens = sql`not exists (select from ${refreshTokens} where ${refreshTokens.familyId} = ${signIns.familyId})`;

/** What is deleted, in this order: tokens before the sign-ins that they keep. */
export const KINDS = [
  'refreshTokens',
  'revokedTokens',
  'passwordResets',
  'emailLinks',
  'roomInvites',
  'sessions',
  'signIns',
  'roomBans',
  'roomMutes',
  'roomLog',
] as const;

/** `last`: the key of the last one, to go on behind it. */
export type Batch = { deleted: number; last: string | undefined };
export type BatchAsked = {
  kind: (typeof KINDS)[number];
  /** Behind which key; absent: from the beginning. */
  after: string | undefined;
  /** The id after which sign-ins stay in the history: ids are UUID v7. */
  historyAfter: string;
};

export type RetentionRepository = ReturnType<typeof retentionRepository>;

export function retentionRepository(db: Database) {
  const kinds = (historyAfter: string): Record<BatchAsked['kind'], Kind> => ({
    refreshTokens: { table: refreshTokens, over: expired, key: expiresAt },
    revokedTokens: { table: revokedTokens, over: expired, key: expiresAt },
    // There is no index on when they expire, and there are only a few that have not.
    passwordResets: {
      table: passwordResets,
      over: expired,
      key: { column: sql`token_hash`, type: sql`text` },
    },
    emailLinks: { table: emailLinks, over: expired, key: expiresAt },
    // For some days whoever opens one still reads what has become of it.
    roomInvites: { table: roomInvites, over: sql`expires_at < now() - interval '7 days'`, key: expiresAt },
    // With Redis there are none here.
    sessions: {
      table: session,
      over: sql`expire < now()`,
      key: { column: sql`expire`, type: sql`timestamp` },
    },
    signIns: {
      table: signIns,
      over: sql`id < ${historyAfter}::uuid and ${withoutTokens}`,
      key: { column: sql`id`, type: sql`uuid` },
    },
    roomBans: { table: roomBans, ...ended },
    roomMutes: { table: roomMutes, ...ended },
    roomLog: {
      table: roomLog,
      over: sql`at < now() - make_interval(days => ${LOG_DAYS})`,
      key: { column: sql`at`, type: sql`timestamptz` },
    },
  });

  return {
    /**
     * Deletes a batch of one kind, in a transaction of its own. Rows that somebody has locked are left for the next sweep.
     *
     * @returns undefined when another process deletes at this moment
     */
    deleteBatch({ kind, after, historyAfter }: BatchAsked): Promise<Batch | undefined> {
      const { table, over, key } = kinds(historyAfter)[kind];
      return db.transaction(async (tx) => {
        const mine = sql<boolean>`pg_try_advisory_xact_lock(${LOCK})`;
        const [turn] = await tx.select({ mine }).from(sql`(values (1)) as one`);
        if (!turn?.mine) return undefined;
        const behind = after === undefined ? sql`true` : sql`${key.column} >= ${after}::text::${key.type}`;
        const rows = sql`select ctid from ${table} where ${over} and ${behind} order by ${key.column} limit ${BATCH} for update skip locked`;
        const deleted = await tx
          .delete(table)
          .where(sql`ctid = any(array(${rows}))`)
          .returning({ key: sql<string>`${key.column}::text` });
        const keys = deleted.map((row) => row.key).toSorted();
        return { deleted: keys.length, last: keys.at(-1) };
      });
    },
  };
}
