import { setTimeout as sleep } from 'node:timers/promises';
import { type LivenessProbe, watchLiveness } from '@lantern/service/liveness';
import type { Logger } from '@lantern/service/log';
import { redisAddresses } from '@lantern/service/redis-url';
import { createClient, createCluster, type RedisClientType, type RedisClusterType } from 'redis';

/** Speaks to one Redis, or to the nodes of a cluster as if they were one. */
export type RedisClient = RedisClientType | RedisClusterType;

const CONNECT_MS = 5000;
/** Redis is asked so often whether it answers, and has so long for it. */
const ASK_EVERY_MS = 2000;
const ANSWER_MS = 3000;
const SOCKET = {
  connectTimeout: CONNECT_MS,
  // For the greeting of a server that takes connections and says nothing; later every write puts it off.
  socketTimeout: ASK_EVERY_MS + ANSWER_MS,
  keepAliveInitialDelay: 10_000,
  reconnectStrategy: (attempt: number) => Math.min(100 * 2 ** attempt, 2000),
};
// No time limit for each command: it ends with the writing of the command, and leaves a timer and an event for each. Whoever does not
// answer is found by `watchLiveness`, and all that waits for it fails then.
const COMMON = { disableOfflineQueue: true };

/**
 * Connects, and reconnects by itself for ever; a command given meanwhile fails at once, not after a wait. A connection that
 * does not answer is given up for another.
 *
 * @param parts.url of one Redis, or those of some nodes of a cluster, separated by commas
 */
export function openRedis({ url, log }: { url: string; log: Logger }): {
  client: RedisClient;
  close(): void;
} {
  const addresses = redisAddresses(url);
  const client = addresses.length > 1 ? openCluster(addresses) : openOne(url);
  const failed = (error: NodeJS.ErrnoException) =>
    log.warn({ reason: error.code ?? error.message }, 'redis unavailable');
  client.on('error', failed).on('node-error', failed);
  client.on('masters' in client ? 'connect' : 'ready', () => log.info('redis connected'));
  const closing = new AbortController();
  // Not awaited: with Redis away the service starts all the same, and answers 503 until it is back.
  keepConnecting(client, closing.signal);
  const stopWatching = watchLiveness({
    probes: () => probesOf(client, failed),
    every: ASK_EVERY_MS,
    within: ANSWER_MS,
  });
  return {
    client,
    close() {
      stopWatching();
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

/** The nodes whose connection stands: one, or those of a cluster. */
export function connectedNodes(client: RedisClient): { address: string; client: RedisClientType }[] {
  const nodes =
    'masters' in client ? [...client.masters, ...client.replicas] : [{ client, address: 'redis' }];
  return nodes.flatMap(({ client: node, address }) =>
    node && 'isReady' in node && node.isReady ? [{ address, client: node as RedisClientType }] : [],
  );
}

/** One that falls silent is closed, which fails what waits for its answers, and opened anew. */
function probesOf(client: RedisClient, failed: (error: Error) => void): LivenessProbe[] {
  return connectedNodes(client).map(({ client: node }) => {
    const onTimeout = () => {
      if (!node.isReady) return;
      failed(new Error('no answer in time'));
      node.destroy();
      node.connect().catch(() => {});
    };
    return { ping: () => node.ping(), onTimeout };
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
