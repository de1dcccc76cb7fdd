import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import {
  type Archive,
  BackupError,
  known,
  requireEmpty,
  restoreBackup,
  writeBackup,
} from '@lantern/db/backup';
import { fsyncPath, fsyncTree } from '@lantern/db/durable-files';
import { openWithoutMigrating } from '@lantern/db/embedded';
import type { readConsoleConfig } from '../../config.ts';
import {
  databaseIn,
  holdDataFolder,
  readSecret,
  requireSpaceForDatabase,
  writeSecret,
} from '../../data-folder.ts';

type OpenBackup = Parameters<Archive['restore']>[0];

/**
 * Opens the data of an instance that does not run, and keeps it from being started meanwhile.
 *
 * @throws StartError when it cannot be used, or somebody has just started to
 */
export async function openStoppedArchive(
  config: ReturnType<typeof readConsoleConfig>,
): Promise<Archive & { close(): Promise<void> }> {
  process.umask(0o077);
  const { LANTERN_SECRET } = config;
  const folder = await holdDataFolder(config.DATA_DIR);
  const { path } = folder;
  const database = databaseIn(path);
  return {
    async write(sink) {
      const secret = LANTERN_SECRET ?? (await readSecret(path));
      if (!existsSync(database) || !secret) throw new BackupError(`There is nothing to back up in ${path}.`);
      const { inTransaction, close } = await openWithoutMigrating(database);
      return writeBackup(inTransaction, secret, sink).finally(close);
    },

    async restore(backup) {
      known(backup.header);
      if (LANTERN_SECRET !== undefined && LANTERN_SECRET !== backup.secret)
        throw new BackupError(
          'LANTERN_SECRET is set, and is not that of the backup: set it to what backup-secret prints, or leave it out.',
        );
      if (existsSync(database)) await requireEmptyDatabase(database);
      await requireSpaceForDatabase(path, config.DATA_MIN_FREE_MB * 2 ** 20);
      const unfinished = `${database}.new`;
      await rm(unfinished, { recursive: true, force: true });
      try {
        const extent = await restoreInto(unfinished, backup);
        // In this order: if it is interrupted in between, the instance is still empty.
        if (LANTERN_SECRET === undefined) await writeSecret(path, backup.secret);
        await replace(path, unfinished);
        return extent;
      } finally {
        await rm(unfinished, { recursive: true, force: true });
      }
    },

    close: folder.release,
  };
}

async function requireEmptyDatabase(database: string): Promise<void> {
  const { inTransaction, close } = await openWithoutMigrating(database);
  await inTransaction('read', requireEmpty).finally(close);
}

async function restoreInto(folder: string, backup: OpenBackup) {
  const { inTransaction, close } = await openWithoutMigrating(folder);
  const extent = await inTransaction('write', (session) => restoreBackup(session, backup)).finally(close);
  fsyncTree(folder);
  return extent;
}

/** Puts a finished database in the place of an empty one, if there is one. */
async function replace(folder: string, finished: string): Promise<void> {
  const database = databaseIn(folder);
  const empty = `${database}.empty`;
  await rm(empty, { recursive: true, force: true });
  if (existsSync(database)) await rename(database, empty);
  await rename(finished, database);
  fsyncPath(folder);
  await rm(empty, { recursive: true, force: true });
}
