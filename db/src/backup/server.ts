import { getTableName, is } from 'drizzle-orm';
import { PgTable } from 'drizzle-orm/pg-core';
import { MIGRATION_LOCK } from '../connect.ts';
import * as schema from '../schema/index.ts';
import { BackupError } from './format.ts';
import type { OpenBackup } from './read.ts';
import { known, restoreBackup } from './restore.ts';
import { type Session, serverTransaction } from './session.ts';
import { quoted } from './tables.ts';
import { type Extent, type Sink, writeBackup } from './write.ts';

/** How an instance is backed up and restored, in whichever way it runs. */
export type Archive = {
  /** @throws BackupError */
  write(sink: Sink): Promise<Extent>;
  /** Into an empty instance, all or nothing. @throws BackupError */
  restore(backup: OpenBackup): Promise<Extent>;
};

/**
 * Of an instance whose database is a server.
 *
 * @param url DATABASE_URL
 * @param secret LANTERN_SECRET
 */
export function serverArchive(url: string, secret: string): Archive {
  const inTransaction = serverTransaction(url);
  return {
    write: (sink) => writeBackup(inTransaction, secret, sink),
    async restore(backup) {
      known(backup.header);
      if (backup.secret !== secret)
        throw new BackupError(
          'LANTERN_SECRET is not that of the backup, and without it nobody could sign in. backup-secret prints the one of a backup: give that to Lantern first (docs/deployment.md).',
        );
      return inTransaction('write', async (session) => {
        await requireStopped(session);
        await requireEmpty(session);
        await clear(session);
        return restoreBackup(session, backup);
      });
    },
  };
}

/** @throws BackupError while web runs, or is about to */
async function requireStopped({ query }: Session): Promise<void> {
  const lock = await query('select pg_try_advisory_xact_lock($1::text::bigint) as free', [
    String(MIGRATION_LOCK),
  ]);
  const others = await query(
    `select count(*)::int as n from pg_stat_activity
     where datname = current_database() and application_name = 'lantern' and pid <> pg_backend_pid()`,
  );
  if (!lock.rows[0]?.free || Number(others.rows[0]?.n) > 0)
    throw new BackupError('Lantern is running on this database: stop web and chat first.');
}

/** @throws BackupError when there are accounts: what they have would be lost */
export async function requireEmpty({ query }: Session): Promise<void> {
  const [found] = (await query("select to_regclass('public.users') is not null as there")).rows;
  if (!found?.there) return;
  const [users] = (await query('select exists (select from users) as any')).rows;
  if (users?.any)
    throw new BackupError(
      'There are accounts in this instance. Restore into an empty one: docs/deployment.md says how to empty it.',
    );
}

/** Takes away the tables that a start has made. */
async function clear({ query }: Session): Promise<void> {
  await query('drop schema if exists drizzle cascade');
  const names = Object.values(schema).flatMap((each) =>
    is(each, PgTable) ? quoted(getTableName(each)) : [],
  );
  await query(`drop table if exists ${names.join(', ')}`);
}
