import { PGlite } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { getTableName, is } from 'drizzle-orm';
import { PgTable } from 'drizzle-orm/pg-core';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';
import { type InTransaction, MODES } from './backup/session.ts';
import type { Connection } from './database.ts';
import { DurableFiles } from './durable-files.ts';
import { guardFreeSpace } from './free-space.ts';
import { applyMigrations } from './migration/apply-migrations.ts';
import * as schema from './schema/index.ts';
import { renewSearchKeys } from './search-keys.ts';

/** While a transaction of its own is under way, nothing else is answered. */
export type EmbeddedConnection = Connection & {
  inTransaction: InTransaction;
  /** How many statements were answered until now, whoever sent them. */
  answered(): number;
};

/** Where an embedded database keeps its data. */
export type EmbeddedPlace =
  /** Gone with the process. It begins with the data of `template`, an archive that PGlite has made; absent: empty. */
  | { kind: 'memory'; template?: Blob | undefined }
  | {
      kind: 'folder';
      folder: string;
      /** Bytes that must be free on its disk; absent: nobody looks. */
      minFree?: number;
    };

/**
 * Opens Postgres inside this process and brings its tables up to date. Only one process may use a folder.
 *
 * What it confirms is on the disk then. Below `minFree` it takes no writes (SQLSTATE 25006) and goes on reading: with a full disk
 * it would never answer again.
 */
export async function openEmbedded(place: EmbeddedPlace = { kind: 'memory' }): Promise<EmbeddedConnection> {
  const { db, ...connection } = await open(place);
  await applyMigrations((config) => migrate(db, config));
  await renewSearchKeys(db);
  return { db, ...connection };
}

/** The same with the tables as they are, of which a new database has none. @param folder where the data is kept */
export const openWithoutMigrating = (folder: string): Promise<EmbeddedConnection> =>
  open({ kind: 'folder', folder });

/** Of the 128 MB that Postgres takes by itself every byte is written at the start. The system caches the files as well. */
const SMALL = ['-c', 'shared_buffers=16MB'];

/** Without `-F`, which keeps Postgres from asking for its files to reach the disk. */
const DURABLE = PGlite.defaultStartParams.filter((parameter) => parameter !== '-F');

/** emscripten has no fdatasync, which Postgres would use for its log. */
const SYNC = ['-c', 'fsync=on', '-c', 'wal_sync_method=fsync'];

/** Counts what is answered. */
class CountingPGlite extends PGlite {
  answered = 0;
  override async execProtocolStream(...statement: Parameters<PGlite['execProtocolStream']>) {
    const messages = await super.execProtocolStream(...statement);
    this.answered += 1;
    return messages;
  }
}

async function open(place: EmbeddedPlace) {
  const inFolder = place.kind === 'folder';
  const client = new CountingPGlite({
    ...(inFolder && { fs: new DurableFiles(place.folder) }),
    ...(!inFolder && place.template && { loadDataDir: place.template }),
    startParams: [...(inFolder ? [...DURABLE, ...SYNC] : PGlite.defaultStartParams), ...SMALL],
    extensions: { pg_trgm },
  });
  await client.waitReady;
  const stop = inFolder && place.minFree ? await guardFreeSpace({ ...place, client }) : () => {};
  const inTransaction: InTransaction = (mode, work) =>
    client.transaction(async (transaction) => {
      await transaction.query(`set transaction ${MODES[mode]}`);
      return work({ query: (text, values = []) => transaction.query(text, values) });
    });
  const db = drizzle(client, { schema });
  return {
    db,
    lookups: db,
    query: (text: string, values: unknown[] = []) => client.query<Record<string, unknown>>(text, values),
    inTransaction,
    answered: () => client.answered,
    // Table by table: nothing else is answered meanwhile.
    async vacuum() {
      for (const table of Object.values(schema))
        if (is(table, PgTable)) await client.exec(`vacuum (analyze) ${getTableName(table)}`);
    },
    sharesThread: true as const,
    close: () => {
      stop();
      return client.close();
    },
  };
}
