import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@lantern/service/log';
import { redisAddresses } from '@lantern/service/redis-url';
import { createClient, createCluster, type RedisClientType, type RedisClusterType } from 'redis';

/** Speaks to one Redis, or to the nodes of a cluster as if they were one. */
export type RedisClient = RedisClientType | RedisClusterType;

const CONNECT_MS = 5000;
const SOCKET = {
  connectTimeout: CONNECT_MS,
  reconnectStrategy: (attempt: number) => Math.min(100 * 2 ** attempt, 2000),
};
const COMMON = { disableOfflineQueue: true, pingInterval: 10_000 };

/**
 * Connects, and reconnects by itself for ever; a command given meanwhile fails at once, not after a wait.
 *
 * @param url of one Redis, or those of some nodes of a cluster, separated by commas
 */
export function openRedis(url: string, log: Logger): { client: RedisClient; close(): void } {
  const addresses = redisAddresses(url);
  const client = addresses.length > 1 ? openCluster(addresses) : openOne(url);
  const failed = (error: NodeJS.ErrnoException) =>
    log.warn({ reason: error.code ?? error.message }, 'redis unavailable');
  client.on('error', failed).on('node-error', failed);
  client.on('masters' in client ? 'connect' : 'ready', () => log.info('redis connected'));
  const closing = new AbortController();
  // Not awaited: with Redis away the service starts all the same, and answers 503 until it is back.
  keepConnecting(client, closing.signal);
  return {
    client,
    close() {
      closing.abort();
      client.destroy();
    },
  };
}

function openOne(url: string): RedisClientType {
  return createClient({ ...COMMON, url, socket: SOCKET });
}

function openCluster(addresses: readonly string[]): RedisClusterType {
  const { protocol, username, password } = new URL(addresses[0] as string);
  return createCluster({
    rootNodes: addresses.map((url) => ({ url })),
    // For the nodes that these tell of.
    defaults: {
      ...COMMON,
      ...(username && { username: decodeURIComponent(username) }),
      ...(password && { password: decodeURIComponent(password) }),
      socket: { ...SOCKET, ...(protocol === 'rediss:' && { tls: true }) },
    },
  });
}

/**
 * One Redis is tried for ever by node-redis. A cluster is given up when no node answers, and waited for without end when one
 * that it was told of does not: by then another may have taken over from that one.
 */
async function keepConnecting(client: RedisClient, closing: AbortSignal): Promise<void> {
  while (!closing.aborted) {
    const enough = setTimeout(() => 'masters' in client && client.destroy(), 2 * CONNECT_MS);
    try {
      await client.connect();
      return;
    } catch {
      await sleep(1000, undefined, { signal: closing, ref: false }).catch(() => {});
    } finally {
      clearTimeout(enough);
    }
  }
}
