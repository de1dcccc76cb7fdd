import { type Connection, knownMigrations } from '@lantern/db';

export type DatabaseState = {
  /** `17.2` */
  version: string;
  major: number;
  encoding: string;
  trigrams: 'there' | 'to be had' | 'absent';
  /** By migrations: applied and known, known and not applied yet, and applied by a Lantern newer than this. */
  applied: number;
  pending: number;
  newer: number;
};

const QUESTION = `
  select current_setting('server_version') as version,
    current_setting('server_version_num')::int as number,
    current_setting('server_encoding') as encoding,
    exists (select from pg_extension where extname = 'pg_trgm') as trigrams,
    exists (select from pg_available_extensions where name = 'pg_trgm') as available,
    to_regclass('drizzle.__drizzle_migrations') is not null as migrated`;

/** Reads what a database is like; whatever it holds stays as it is. */
export async function databaseState({ query }: Connection): Promise<DatabaseState> {
  const [server = {}] = (await query(QUESTION)).rows;
  const { rows } = server.migrated
    ? await query('select created_at from drizzle.__drizzle_migrations')
    : { rows: [] };
  const done = new Set(rows.map((row) => Number(row.created_at)));
  const known = knownMigrations();
  return {
    version: String(server.version).split(' ')[0] ?? '',
    major: Math.floor(Number(server.number) / 10_000),
    encoding: String(server.encoding),
    trigrams: server.trigrams ? 'there' : server.available ? 'to be had' : 'absent',
    applied: known.filter((at) => done.has(at)).length,
    pending: known.filter((at) => !done.has(at)).length,
    newer: [...done].filter((at) => !known.includes(at)).length,
  };
}

/** What the database's clock shows, in milliseconds since 1970. */
export async function databaseTime({ query }: Connection): Promise<number> {
  const { rows } = await query('select extract(epoch from clock_timestamp())::float8 * 1000 as now');
  return Number(rows[0]?.now);
}
