import { watchAnswers } from '@lantern/service/answers';
import type { Logger } from '@lantern/service/log';
import { createClient, type RedisClientType } from 'redis';
import { type Channels, classicChannels, roomChannels } from './channels.ts';

/** Waits between attempts to reach Redis grow up to this, in milliseconds. */
const LONGEST_WAIT = 2000;
/** A link that answers nothing for so long is dead, whatever TCP thinks. */
const ASK_EVERY = 2000;
export const ANSWER_WITHIN = 3000;
export const DEAD_AFTER = ASK_EVERY + ANSWER_WITHIN;

/** One Redis, or one node of a cluster. */
export type RedisNode = {
  news: Channels;
  rooms: Channels;
  /** Which slots are on which node of its cluster. */
  slots(): Promise<SlotRange[]>;
  /** Whether it is a node of a cluster. */
  isClustered(): Promise<boolean>;
  isUp(): boolean;
  close(): void;
};

export type SlotRange = { from: number; to: number; master: { host: string; port: number } };

/**
 * Two connections to one Redis, which come back by themselves, again and again: one that says and one that hears.
 *
 * @param url `redis://` or `rediss://`, with user and password if any
 * @param log told when Redis goes and comes
 * @param changed told when both connections stand, and when one of them no longer does
 */
export function openNode(url: string, log: Logger, changed: (up: boolean) => void): RedisNode {
  const options = {
    url,
    socket: {
      connectTimeout: ANSWER_WITHIN,
      // For the greeting of a server that takes connections and says nothing; later every write puts it off.
      socketTimeout: DEAD_AFTER,
      reconnectStrategy: (tries: number) =>
        Math.min(LONGEST_WAIT, 50 * 2 ** Math.min(tries, 6)) + Math.random() * 100,
    },
    // What waited for Redis to come back would be news of the past, told to people who have long left.
    disableOfflineQueue: true,
    // A timer for each message: what is not answered ends with the link.
    commandOptions: { timeout: 0 },
  };
  // node-redis repeats an error with every attempt, and for both clients: only the first one is told.
  let told = false;
  let up = false;
  let closed = false;
  const publisher = open();
  let subscriber = open();
  const isUp = () => publisher.isReady && subscriber.isReady;

  function open(): RedisClientType {
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
      if (told) log.info('Redis is back');
      told = false;
      up = true;
      changed(true);
    });
    client.connect().catch(() => {});
    return client;
  }

  function lost(error: NodeJS.ErrnoException): void {
    if (!told) log.warn({ reason: error.message || error.code }, 'Redis cannot be reached');
    told = true;
    if (up) changed(false);
    up = false;
  }

  /** It is closed, which fails what waits for its answers, and opened anew. */
  function silent(client: RedisClientType): void {
    if (closed || !client.isReady) return;
    lost(new Error('no answer in time'));
    if (client === subscriber) replace();
    else {
      client.destroy();
      client.connect().catch(() => {});
    }
  }

  const stopWatching = watchAnswers(
    () =>
      [publisher, subscriber]
        .filter(({ isReady }) => isReady)
        .map((client) => ({ ask: () => client.ping(), silent: () => silent(client) })),
    ASK_EVERY,
    ANSWER_WITHIN,
  );

  /**
   * It would subscribe to everything again before it is ready, and never be when that is more than the socket takes at once.
   * Those who listen do so anew.
   */
  function replace(): void {
    if (closed) return;
    const old = subscriber;
    subscriber = open();
    old.destroy();
  }

  return {
    news: classicChannels(publisher, () => subscriber),
    rooms: roomChannels(publisher, () => subscriber),
    slots: () => publisher.clusterSlots(),
    isClustered: async () => (await publisher.hello()).mode === 'cluster',
    isUp,
    close() {
      closed = true;
      told = true;
      stopWatching();
      publisher.destroy();
      subscriber.destroy();
    },
  };
}
