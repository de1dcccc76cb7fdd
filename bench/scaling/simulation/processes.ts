import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issuer, UNLIMITED } from '../../fanout/load-process.ts';
import { type Running, startChat } from '../../fanout/servers/start.ts';

/** A machine that starts a hundred programs at once gives none of them time to listen. */
const AT_ONCE = 4;

/** Chat processes over one Redis Cluster, on all cores; there may be more of them later. */
export async function openProcesses(redisUrl: string) {
  const cache = await mkdtemp(join(tmpdir(), 'lantern-scaling-'));
  const running: Running[] = [];
  const env = { ...UNLIMITED, REDIS_URL: redisUrl, LOG_LEVEL: 'info', NODE_COMPILE_CACHE: cache };

  return {
    get ports() {
      return running.map(({ port }) => port);
    },
    get pids() {
      return Object.fromEntries(running.map(({ pid }, n) => [`chat ${n + 1}`, pid]));
    },
    async grow(count: number): Promise<void> {
      const starter = async () => {
        while (running.length + starting < count) {
          starting += 1;
          const one = await startChat(issuer, { env, under: [] });
          starting -= 1;
          running.push(one);
        }
      };
      let starting = 0;
      await Promise.all(Array.from({ length: AT_ONCE }, starter));
    },
    async stop(): Promise<void> {
      await Promise.all(running.map((one) => one.stop()));
      await rm(cache, { recursive: true, force: true });
    },
  };
}

export type Processes = Awaited<ReturnType<typeof openProcesses>>;
