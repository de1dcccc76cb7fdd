import { watchLiveness } from '@lantern/service/liveness';
import type { Logger } from '@lantern/service/log';
import { createClient, type RedisClientType } from 'redis';
import { type Channels, checkChannels, classicChannels, shardedChannels } from './channels.ts';

/** Waits between attempts to reach Redis grow up to this, in milliseconds. */
const LONGEST_WAIT = 2000;
/** A connection that answers nothing for this long is dead, even if TCP still holds it open. */
const PING_EVERY = 2000;
export const REDIS_ANSWERS_WITHIN = 3000;
export const DEAD_AFTER = PING_EVERY + REDIS_ANSWERS_WITHIN;

export type RedisStore = Pick<
  RedisClientType,
  'del' | 'expire' | 'hDel' | 'hExists' | 'hScan' | 'hSet' | 'zAdd' | 'zRange' | 'zRem' | 'zRemRangeByScore'
>;

/** One Redis, or one node of a Redis Cluster. */
export type RedisNode = {
  /** Commands that read and write keys. */
  store: RedisStore;
  /**
   * Connects, and reconnects by itself for ever.
   *
   * @param changed called when both connections are open, and when one of them is lost
   */
  connect(changed: (up: boolean) => void): void;
  /** Channels that every Redis has; a Redis Cluster sends what is published in one to all of its nodes. */
  classic: Channels;
  /** Channels that stay on one node of a Redis Cluster each. */
  sharded: Channels;
  /** Which hash slots are on which node of its Redis Cluster. */
  slots(): Promise<SlotRange[]>;
  /** Whether it is a node of a Redis Cluster. */
  isClustered(): Promise<boolean>;
  isUp(): boolean;
  /** @throws when it cannot be reached, or refuses to publish or to subscribe (NOPERM) */
  check(): Promise<void>;
  close(): void;
};

export type NodeParts = {
  /** `redis://` or `rediss://`, with user and password if any. */
  url: string;
  /** Logs when Redis is lost and when it is back. */
  log: Logger;
};

export type SlotRange = { from: number; to: number; master: { host: string; port: number } };

/** Two connections to one Redis, a publisher and a subscriber; `connect` opens them. */
export function createNode({ url, log }: NodeParts): RedisNode {
  const options = {
    url,
    socket: {
      connectTimeout: REDIS_ANSWERS_WITHIN,
      // This finds a server that accepts connections and answers nothing. Once connected, every write restarts this timeout.
      socketTimeout: DEAD_AFTER,
      reconnectStrategy: (tries: number) =>
        Math.min(LONGEST_WAIT, 50 * 2 ** Math.min(tries, 6)) + Math.random() * 100,
    },
    // A queue would publish outdated packets once Redis is back.
    disableOfflineQueue: true,
    // This saves a timer for each message. A command without an answer fails when the connection is closed.
    commandOptions: { timeout: 0 },
  };
  // node-redis repeats an error with every attempt, and for both clients: only the first one is logged.
  let logged = false;
  let up = false;
  let closed = false;
  let changed = (_up: boolean) => {};
  const publisher = newClient();
  let subscriber = newClient();
  const classic = classicChannels(publisher, () => subscriber);
  const sharded = shardedChannels(publisher, () => subscriber);
  const isUp = () => publisher.isReady && subscriber.isReady;

  function newClient(): RedisClientType {
    const client: RedisClientType = createClient(options);
    let wasReady = false;
    // Without a listener an error would end the process; node-redis goes on to reconnect.
    client.on('error', (error: NodeJS.ErrnoException) => {
      lost(error);
      if (client === subscriber && wasReady) replace();
    });
    client.on('ready', () => {
      wasReady = true;
      if (!isUp() || up) return;
      if (logged) log.info('Redis is back');
      logged = false;
      up = true;
      changed(true);
    });
    return client;
  }

  function lost(error: NodeJS.ErrnoException): void {
    if (!logged) log.warn({ reason: error.message || error.code }, 'Redis cannot be reached');
    logged = true;
    if (up) changed(false);
    up = false;
  }

  /** Closes the connection, which fails the commands that await an answer, and opens it anew. */
  function reopen(client: RedisClientType): void {
    if (closed || !client.isReady) return;
    lost(new Error('no answer in time'));
    if (client === subscriber) replace();
    else {
      client.destroy();
      connect(client);
    }
  }

  function connect(client: RedisClientType): void {
    client.connect().catch(() => {});
  }

  /**
   * Replaces the subscriber by a new client. The old client would subscribe to all channels again before it is ready, and would
   * never be ready if that is more than the socket takes at once. The listeners subscribe anew.
   */
  function replace(): void {
    if (closed) return;
    const old = subscriber;
    subscriber = newClient();
    connect(subscriber);
    old.destroy();
  }

  const stopWatching = watchLiveness({
    probes: () =>
      [publisher, subscriber]
        .filter(({ isReady }) => isReady)
        .map((client) => ({ ping: () => client.ping(), onTimeout: () => reopen(client) })),
    every: PING_EVERY,
    within: REDIS_ANSWERS_WITHIN,
  });

  return {
    connect(listener) {
      changed = listener;
      connect(publisher);
      connect(subscriber);
    },
    store: publisher,
    classic,
    sharded,
    slots: () => publisher.clusterSlots(),
    isClustered: async () => (await publisher.hello()).mode === 'cluster',
    isUp,
    async check() {
      await checkChannels(classic, 'lantern:check');
      await checkChannels(sharded, 'lantern:room:check');
    },
    close() {
      closed = true;
      logged = true;
      stopWatching();
      publisher.destroy();
      subscriber.destroy();
    },
  };
}
