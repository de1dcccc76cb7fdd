import { open, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Service } from '../../e2e/stacks/service.ts';

/** Node's arguments by which a service tells its memory. */
export const WATCHED = ['--expose-gc', `--import=${new URL('../live-memory.ts', import.meta.url)}`];

/** Milliseconds in which a service answers, on a busy machine. */
const LATEST = 30_000;

/**
 * The memory that a service has in use after a full collection. Everything stands still for it, some 50 ms.
 *
 * @param service started with `WATCHED`
 * @param logFile where it writes
 * @returns in bytes
 * @throws Error when it does not tell
 */
export async function liveMemory(service: Service, logFile: string): Promise<number> {
  const { size } = await stat(logFile);
  service.signal('SIGUSR2');
  for (const giveUpAt = Date.now() + LATEST; Date.now() < giveUpAt; await sleep(50)) {
    const [, bytes] = /"live memory","bytes":(\d+)\}/.exec(await written(logFile, size)) ?? [];
    if (bytes) return Number(bytes);
  }
  throw new Error(`${logFile}: nothing was told of memory within ${LATEST / 1000} s`);
}

/** Reads what was appended to a file after its first `from` bytes. */
async function written(path: string, from: number): Promise<string> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { buffer } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
    return buffer.toString();
  } finally {
    await file.close();
  }
}
