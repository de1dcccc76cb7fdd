import { z } from 'zod';

/**
 * A backup is a gzip file of lines of JSON in UTF-8 (docs/decisions/0045). An array describes the file itself, and an object is a row:
 *
 *     ["lantern backup", 1, {"version": …, "schema": {"name": …, "at": …}, "made": …}]
 *     ["secret", …]
 *     ["table", NAME, [COLUMN, …]]
 *     {…}                                       a row, as Postgres' row_to_json writes it
 *     ["end of table", NAME, ROWS, SHA-256]     of the lines of its rows, each with its line feed
 *     ["end", SHA-256]                          of all lines before
 */
export const MARK = 'lantern backup';
export const FORMAT = 1;

/** A row with a value of the largest request has less (web/src/http/bodies.ts), and whoever reads keeps one line in memory. */
export const MOST_LINE_BYTES = 64 * 2 ** 20;

/** Cannot be written or restored: its message says why in a line or two, and holds nothing of what is in the file. */
export class BackupError extends Error {
  override name = 'BackupError';
}

const name = z.string().regex(/^[a-z_]{1,63}$/);
const digest = z.string().regex(/^[0-9a-f]{64}$/);

/** What the first line tells. */
export type Header = z.output<typeof header>;
const header = z.object({
  /** Of the Lantern that wrote it. */
  version: z.string().regex(/^[\w.+-]{1,50}$/),
  /** The last migration of the database, and when it was made, in milliseconds: what the tables are like. */
  schema: z.object({ name: z.string().regex(/^[\w ]{1,200}$/), at: z.number().int() }),
  /** When, in ISO 8601. */
  made: z.iso.datetime(),
});

export const firstLine = z.tuple([z.literal(MARK), z.number().int(), z.unknown()]);
export const headerOf = (value: unknown) => header.safeParse(value).data;
export const secretLine = z.tuple([z.literal('secret'), z.string().min(32).max(10_000)]);
export const tableLine = z.tuple([z.literal('table'), name, z.array(name).min(1).max(200)]);
export const tableEndLine = z.tuple([
  z.literal('end of table'),
  name,
  z.number().int().nonnegative(),
  digest,
]);
export const endLine = z.tuple([z.literal('end'), digest]);
