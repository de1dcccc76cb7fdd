import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Drill } from '../drill.ts';
import type { ProcessesSite } from '../site/site.ts';

const run = promisify(execFile);
/** In seconds. */
const POSTGRES_AWAY = 30;
const DISK_FULL = 15;

export const redisEmptied: Drill<ProcessesSite> = {
  name: 'Redis is restarted and has lost its data',
  seen: 'Everybody is signed out and signs in again; rooms stay open and say that members may be missing while it is away',
  within: 20,
  perYear: 1,
  expected: { failures: /^(503|signed out|403) / },
  async run({ stack: { redis } }) {
    await redis.halt();
    await rm(join(redis.dataDir, 'appendonlydir'), { recursive: true });
    await redis.start();
  },
};

export const postgresAway: Drill<ProcessesSite> = {
  name: `Postgres is away for ${POSTGRES_AWAY} s`,
  seen: 'Pages say that the site is temporarily unavailable; in rooms nobody notices',
  within: 10,
  perYear: 4,
  expected: { failures: /^503 /, everyMessage: true, states: /^$/ },
  async run({ stack: { database } }, over) {
    await database.halt();
    await sleep(POSTGRES_AWAY * 1000);
    await database.start();
    over();
  },
};

/** Postgres' own files are moved to a file system of this size for the drill, which needs root. */
const DISK_MB = 512;

export const postgresDiskFull: Drill<ProcessesSite> = {
  name: `The disk of Postgres is full for ${DISK_FULL} s`,
  seen: 'What is to be saved is refused with 503; people go on reading, and in rooms nobody notices',
  within: 10,
  perYear: 0.5,
  expected: { failures: /^503 /, everyMessage: true, states: /^$/ },
  async prepare({ stack: { database } }) {
    const files = join(database.dataDir, 'cluster');
    const aside = join(database.dataDir, 'aside');
    const copy = async (from: string, to: string) => {
      await run('cp', ['-a', `${from}/.`, to]);
    };
    await database.halt();
    await mkdir(aside);
    await copy(files, aside);
    await run('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m`, 'tmpfs', files]);
    await copy(aside, files);
    await database.start();
    return async () => {
      await database.halt();
      await copy(files, aside);
      await run('umount', [files]);
      await copy(aside, files);
      await database.start();
    };
  },
  async run({ stack: { database } }, over) {
    const ballast = join(database.dataDir, 'cluster/ballast');
    await fill(ballast);
    await sleep(DISK_FULL * 1000);
    await rm(ballast);
    over();
  },
};

/** Writes a file until its disk is full, all but `leave` MB. */
export async function fill(path: string, leave = 0): Promise<void> {
  const { stdout } = await run('stat', ['-f', '-c', '%a %S', join(path, '..')]);
  const [blocks = 0, size = 0] = stdout.split(' ').map(Number);
  await run('fallocate', ['--length', String(blocks * size - leave * 2 ** 20), path]);
}
