import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Archive, BackupError, writeBackup } from '@lantern/db/backup';
import type { EmbeddedConnection } from '@lantern/db/embedded';

export type RunningArchiveParts = { connection: EmbeddedConnection; folder: string; secret: string };

/**
 * Of the instance that runs in this process. The database answers nobody else while it is read. So it is read into a file, as fast
 * as the disk takes it, and not as fast as whoever asked for the backup.
 */
export const runningArchive = ({ connection, folder, secret }: RunningArchiveParts): Archive => ({
  async write(sink) {
    const file = await anonymousFile(folder);
    try {
      const extent = await writeBackup(connection.inTransaction, secret, (bytes) => file.writeFile(bytes));
      for await (const bytes of createReadStream('', { fd: file, start: 0, autoClose: false }))
        await sink(bytes);
      return extent;
    } finally {
      await file.close();
    }
  },
  async restore() {
    throw new BackupError('Lantern is running: stop it first.');
  },
});

/** A file without a name: it is gone when it is closed, however the process ends. */
async function anonymousFile(folder: string): Promise<FileHandle> {
  const path = join(folder, `backup-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  await rm(path);
  return file;
}
