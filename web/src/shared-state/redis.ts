import type { Logger } from '@lantern/service/log';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import {
  ClientClosedError,
  ClientOfflineError,
  ConnectionTimeoutError,
  DisconnectsClientError,
  MultiErrorReply,
  RootNodesUnavailableError,
  SocketClosedUnexpectedlyError,
  SocketTimeoutError,
  TimeoutError,
} from 'redis';
import { limiter } from './limiter.ts';
import { openRedis } from './redis-client.ts';
import { type RedisMemory, watchMemory } from './redis-memory.ts';
import { RedisSessions } from './redis-sessions.ts';
import { IDLE_SECONDS, type SharedState } from './shared-state.ts';

export type RedisStateParts = {
  /** Of one Redis, or those of some nodes of a cluster, separated by commas: `redis[s]://[user:password@]host:port`. */
  url: string;
  log: Logger;
  /** How long a session lives without a request. */
  idleSeconds?: number | undefined;
  /** Milliseconds from one look at its memory to the next. */
  memoryEvery?: number;
};

/** Shared state in Redis. Reconnects by itself for ever; a request made meanwhile fails at once, not after a wait. */
export function redisState(
  parts: RedisStateParts,
): SharedState & { memory: ReadonlyMap<string, RedisMemory> } {
  const { url, log, idleSeconds = IDLE_SECONDS, memoryEvery } = parts;
  const { client, close } = openRedis({ url, log });
  const memory = watchMemory({ client, log, every: memoryEvery });
  const sessions = new RedisSessions({ client, idleSeconds });
  return {
    memory: memory.seen,
    sessions,
    idleSeconds,
    openSessions: { find: (ids) => sessions.peek(ids), end: (id) => sessions.destroy(id) },
    limiter: ({ name, points, seconds }) =>
      limiter(
        new RateLimiterRedis({
          storeClient: client,
          useRedisPackage: true,
          keyPrefix: `limit:${name}`,
          points,
          duration: seconds,
        }),
      ),
    answers: {
      read: async (key) => (await client.get(`answer:${key}`)) ?? undefined,
      async keep(key, text, seconds) {
        await client.set(`answer:${key}`, text, { expiration: { type: 'EX', value: seconds } });
      },
    },
    async check() {
      await Promise.all(
        checkedKeys('masters' in client).map((key) =>
          client.set(key, '', { expiration: { type: 'PX', value: CHECKED_FOR_MS } }),
        ),
      );
    },
    async close() {
      memory.stop();
      close();
    },
  };
}

/** A Redis that is full, a replica, or does not allow it to our user answers to PING, and takes no session. */
const CHECKED_FOR_MS = 1000;

/** Of a cluster enough that every node has some. */
function checkedKeys(isCluster: boolean): string[] {
  return Array.from({ length: isCluster ? 16 : 1 }, (_, at) => `check:${at}`);
}

const UNAVAILABLE = [
  ClientOfflineError,
  ClientClosedError,
  SocketClosedUnexpectedlyError,
  DisconnectsClientError,
  ConnectionTimeoutError,
  SocketTimeoutError,
  TimeoutError,
  RootNodesUnavailableError,
];

/**
 * Redis starts, is a replica, lost its disk or its memory, is full of clients, got a new password that we were not told, or does not
 * allow our user what we ask, which in a script Redis 7.0 says in other words than elsewhere.
 */
const REFUSES =
  /^(LOADING|MASTERDOWN|READONLY|CLUSTERDOWN|TRYAGAIN|OOM|MISCONF|NOREPLICAS|BUSY|UNKILLABLE|EXECABORT|NOAUTH|WRONGPASS|NOPERM|ERR max number of clients|ERR The user executing the script can't)\b/;

/** True when a command failed because Redis cannot be reached, is not serving or refuses us, so that a later try may succeed. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    UNAVAILABLE.some((kind) => error instanceof kind) ||
    REFUSES.test(error.message) ||
    // Of a transaction's commands each has its own.
    (error instanceof MultiErrorReply && error.replies.some(isUnavailable))
  );
}
