import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import type * as schema from './schema/index.ts';

/** The database as the website sees it, whichever driver is behind it. */
export type Database = PgDatabase<PgQueryResultHKT, typeof schema>;

export type Connection = {
  db: Database;
  /** The same for prepared statements that find a few rows by their keys, which nearly every request runs: they share a connection. */
  lookups: Database;
  /** A statement of fixed text, for what needs no table: session stores, `select 1`, `explain`. */
  query(text: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
  /** Gives back the space of deleted rows, and counts the others; absent where the database does so by itself. */
  vacuum?(): Promise<void>;
  /** Set where statements run in this thread: while one runs, nothing else in the process does. */
  sharesThread?: true;
  close(): Promise<void>;
};
