import { statfs } from 'node:fs/promises';
import type { PGlite } from '@electric-sql/pglite';

const LOOK_MS = 500;

/** Bytes that this process may still write to the disk of a folder. */
export async function freeSpace(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

export type FreeSpaceGuard = {
  client: PGlite;
  folder: string;
  /** Bytes. */
  minFree?: number;
};

/**
 * Makes an embedded database read-only while its disk has too little space, and writable again when it has enough: a write
 * that finds the disk full ends Postgres, which then answers nobody.
 *
 * @returns ends the watch
 */
export async function guardFreeSpace({ client, folder, minFree = 0 }: FreeSpaceGuard): Promise<() => void> {
  let readOnly = false;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  async function look(): Promise<void> {
    try {
      const wanted = (await freeSpace(folder)) < minFree;
      if (stopped || wanted === readOnly) return;
      await client.exec(`set default_transaction_read_only = ${wanted ? 'on' : 'off'}`);
      readOnly = wanted;
    } catch {
      // Tried again soon; a disk that tells nothing of itself may be well.
    } finally {
      if (!stopped) timer = setTimeout(look, LOOK_MS).unref();
    }
  }

  await look();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
