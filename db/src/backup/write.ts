import { createHash, type Hash } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import own from '../../package.json' with { type: 'json' };
import { migrationNames } from '../migration/migrations.ts';
import { BackupError, FORMAT, type Header, MARK } from './format.ts';
import type { InTransaction, Session } from './session.ts';
import { quoted, type Table, tablesOf } from './tables.ts';

/** Rows that are read at once; and of those that may be as large as a request. */
const ROWS = 500;
const LARGE_ROWS = 2;
/** Which rows are large, by their table. They are read apart, so that memory does not depend on what people keep. */
const LARGE: Record<string, string> = { kv_entries: 'octet_length(value) > 16384' };

/** Takes bytes; resolves when it can take more. */
export type Sink = (bytes: Uint8Array) => Promise<void>;
/** How much a backup holds. */
export type Extent = { tables: number; rows: number };

/**
 * Writes a backup: all tables as they are at one moment. What others write meanwhile is not in it.
 *
 * @param inTransaction of the database
 * @param secret LANTERN_SECRET of the instance
 * @throws BackupError when the database holds no tables of Lantern
 */
export function writeBackup(inTransaction: InTransaction, secret: string, sink: Sink): Promise<Extent> {
  return inTransaction('read', async (session) => {
    const extent: Extent = { tables: 0, rows: 0 };
    const gzip = createGzip();
    // A failure of the lines destroys the other stream, too: it is thrown below.
    pipeline(Readable.from(linesOf(session, secret, extent)), gzip, () => {});
    for await (const bytes of gzip) await sink(bytes as Buffer);
    return extent;
  });
}

const asLine = (value: unknown) => `${JSON.stringify(value)}\n`;

async function* linesOf(session: Session, secret: string, extent: Extent): AsyncGenerator<string, void> {
  const whole = createHash('sha256');
  const counted = (text: string) => {
    whole.update(text);
    return text;
  };
  // What a moment is written like depends on it.
  await session.query("set local timezone = 'UTC'");
  yield counted(asLine([MARK, FORMAT, await headerOf(session)]));
  yield counted(asLine(['secret', secret]));
  for (const table of await tablesOf(session)) {
    yield counted(asLine(['table', table.name, table.columns]));
    const own = createHash('sha256');
    let rows = 0;
    for await (const { text, count } of rowsOf(session, table)) {
      own.update(text);
      rows += count;
      yield counted(text);
    }
    yield counted(asLine(['end of table', table.name, rows, own.digest('hex')]));
    extent.tables += 1;
    extent.rows += rows;
  }
  yield end(whole);
}

const end = (whole: Hash) => asLine(['end', whole.digest('hex')]);

async function headerOf({ query }: Session): Promise<Header> {
  const { rows: found } = await query(
    "select to_regclass('drizzle.__drizzle_migrations') is not null as there",
  );
  const { rows } = found[0]?.there
    ? await query('select max(created_at)::text as at from drizzle.__drizzle_migrations')
    : { rows: [] };
  const at = Number(rows[0]?.at ?? 0);
  if (at === 0)
    throw new BackupError('There is nothing to back up: the database holds no tables of Lantern.');
  return {
    version: own.version,
    schema: { name: migrationNames().get(at) ?? 'of a newer version', at },
    made: new Date().toISOString(),
  };
}

/** As lines, some rows at a time. */
async function* rowsOf(session: Session, { name }: Table) {
  const large = LARGE[name];
  const parts = large
    ? [
        { where: `where not (${large})`, most: ROWS },
        { where: `where ${large}`, most: LARGE_ROWS },
      ]
    : [{ where: '', most: ROWS }];
  for (const { where, most } of parts) {
    await session.query(
      `declare backup no scroll cursor for select row_to_json(t)::text as line from ${quoted(name)} t ${where}`,
    );
    for (;;) {
      const { rows } = await session.query(`fetch ${most} from backup`);
      if (rows.length > 0) yield { text: rows.map(({ line }) => `${line}\n`).join(''), count: rows.length };
      if (rows.length < most) break;
    }
    await session.query('close backup');
  }
}
