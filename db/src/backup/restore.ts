import { migrationNames, migrations } from '../migration/migrations.ts';
import { BackupError, type Header } from './format.ts';
import { damaged } from './lines.ts';
import type { OpenBackup, Rows } from './read.ts';
import type { Session } from './session.ts';
import { quoted, tablesOf } from './tables.ts';
import type { Extent } from './write.ts';

/** What drizzle makes for itself (drizzle-orm/pg-core/dialect.js). */
const MIGRATIONS_TABLE = [
  'create schema drizzle',
  'create table drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)',
];

/**
 * Nobody stays signed in, in whatever state Redis and the programs are: sign-ins of before and after the backup end. The next epoch
 * also ends links for a new password, and no code of an app is good a second time. It is one that no account has reached since the
 * backup: what was signed for an epoch of that time must not be good again.
 */
const END_SIGN_INS = [
  'update sign_ins set ended_at = now(), session_id = null where ended_at is null',
  'update user_service set sign_in_epoch = sign_in_epoch + 100000',
  'update two_factor set last_used_step = greatest(last_used_step, floor(extract(epoch from now()) / 30)::int)',
];

/**
 * Makes the tables of a backup and fills them, then applies the migrations that were made since.
 *
 * @param session of an empty database, in a transaction that is given up when this throws
 * @throws BackupError when the file is damaged, or was written by a newer Lantern
 */
export async function restoreBackup(session: Session, { header, rows }: OpenBackup): Promise<Extent> {
  const all = migrations();
  const count = known(header);
  for (const statement of MIGRATIONS_TABLE) await session.query(statement);
  await apply(session, all.slice(0, count));
  const extent = await fill(session, rows);
  await refusedAs('what the tables hold together', async () => {
    await apply(session, all.slice(count));
    for (const statement of END_SIGN_INS) await session.query(statement);
  });
  return extent;
}

/**
 * How many of the known migrations the database of a backup had.
 *
 * @throws BackupError when it had others
 */
export function known({ schema, version }: Header): number {
  const times = [...migrationNames().keys()];
  const at = times.indexOf(schema.at);
  if (at >= 0) return at + 1;
  throw new BackupError(
    `Lantern ${version} wrote this backup, with tables that this version does not know (${schema.name}): restore it with that version.`,
  );
}

async function apply({ query }: Session, which: ReturnType<typeof migrations>): Promise<void> {
  for (const { sql, hash, folderMillis } of which) {
    for (const statement of sql) if (statement.trim() !== '') await query(statement);
    const record =
      'insert into drizzle.__drizzle_migrations (hash, created_at) values ($1::text, $2::text::bigint)';
    await query(record, [hash, String(folderMillis)]);
  }
}

async function fill(session: Session, rows: OpenBackup['rows']): Promise<Extent> {
  const tables = new Map((await tablesOf(session)).map(({ name, columns }) => [name, columns]));
  const filled = new Set<string>();
  let count = 0;
  for await (const batch of rows) {
    const { table, columns } = batch;
    if (batch.first === 1) {
      const own = tables.get(table);
      if (!own || filled.has(table)) throw damaged(`it holds a table ${table} that does not belong there`);
      if (own.toSorted().join() !== columns.toSorted().join())
        throw damaged(`the table ${table} has other columns`);
      filled.add(table);
    }
    if (batch.rows.length > 0) await insert(session, batch);
    count += batch.rows.length;
  }
  for (const table of tables.keys()) if (!filled.has(table)) throw damaged(`the table ${table} is missing`);
  return { tables: filled.size, rows: count };
}

async function insert({ query }: Session, { table, columns, first, rows }: Rows): Promise<void> {
  const names = columns.map(quoted).join(', ');
  const text = `insert into ${quoted(table)} (${names})
    select ${names} from json_populate_recordset(null::${quoted(table)}, $1::text::json)`;
  const which = `table ${table}, rows from ${first} to ${first + rows.length - 1}`;
  await refusedAs(which, () => query(text, [`[${rows.join(',')}]`]));
}

/** Data that the tables do not take (22 data exception, 23 integrity constraint violation, 54 too large or too deep), or no JSON. */
async function refusedAs(what: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const state = stateOf(error);
    if (!/^(2[23]|54)/.test(state)) throw error;
    throw damaged(`${what} (SQLSTATE ${state})`);
  }
}

const stateOf = (error: unknown) => String((error as { code?: unknown }).code ?? '');
