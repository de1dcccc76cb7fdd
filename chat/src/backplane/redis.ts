import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@lantern/service/log';
import { createClient } from 'redis';
import { z } from 'zod';
import type { Backplane, Notice } from './backplane.ts';

const CHANNEL = 'lantern:notices';
/** Waits between attempts to reach Redis grow up to this, in milliseconds. */
const LONGEST_WAIT = 2000;
/** A link that answers nothing for so long is dead, whatever TCP thinks. */
const PING_EVERY = 2000;
const ANSWER_WITHIN = 3000;

const notice = z.discriminatedUnion('type', [
  z.object({ type: z.literal('room-closed'), room_id: z.string() }),
  z.object({ type: z.literal('person-removed'), person_id: z.string(), room_id: z.string() }),
  z.object({ type: z.literal('tokens-revoked'), person_ids: z.array(z.string()) }),
  z.object({ type: z.literal('room-tokens-revoked'), room_ids: z.array(z.string()) }),
]);

/**
 * The backplane of several processes: news travel over Redis pub/sub and are kept nowhere.
 *
 * It connects by itself, again and again; while it cannot, `announce` rejects, nothing is heard, and rooms go on. What a
 * process did not hear meanwhile ends with the token, after ten minutes.
 *
 * @param url `redis://` or `rediss://`, with user and password if any
 * @param log told when Redis goes and comes
 */
export function redisBackplane(url: string, log: Logger): Backplane {
  const options = {
    url,
    pingInterval: PING_EVERY,
    socket: {
      connectTimeout: ANSWER_WITHIN,
      // Redis answers the pings, so silence for longer is a dead link.
      socketTimeout: PING_EVERY + ANSWER_WITHIN,
      reconnectStrategy: (tries: number) =>
        Math.min(LONGEST_WAIT, 50 * 2 ** Math.min(tries, 6)) + Math.random() * 100,
    },
  };
  // A notice that waited for Redis to come back would be news of the past, told to people who have long left.
  const publisher = createClient({
    ...options,
    disableOfflineQueue: true,
    commandOptions: { timeout: ANSWER_WITHIN },
  });
  const subscriber = createClient(options);
  const listeners = new Set<(notice: Notice) => void>();
  let subscribed = false;

  // Without a listener an error would end the process; node-redis goes on to reconnect. It repeats the error with every
  // attempt, and for both clients: only the first one is told.
  let told = false;
  for (const client of [publisher, subscriber]) {
    client.on('error', (error: NodeJS.ErrnoException) => {
      if (!told) log.warn({ reason: error.message || error.code }, 'Redis cannot be reached');
      told = true;
    });
    client.on('ready', () => {
      if (told && publisher.isReady && subscriber.isReady) {
        log.info('Redis is back');
        told = false;
      }
    });
    client.connect().catch(() => {});
  }
  const receive = (text: string) => {
    const parsed = notice.safeParse(parse(text));
    if (!parsed.success) return log.warn('a notice that cannot be read was dropped');
    for (const listener of listeners) listener(parsed.data);
  };
  subscriber.subscribe(CHANNEL, receive).then(
    () => {
      subscribed = true;
    },
    () => {},
  );

  return {
    async announce(news) {
      const sent = publisher.publish(CHANNEL, JSON.stringify(news));
      // The client's own timeout is for what it has not written yet; a Redis that stalls would keep us waiting.
      const over = new AbortController();
      const late = sleep(ANSWER_WITHIN, undefined, { signal: over.signal }).then(() => {
        throw new Error('Redis does not answer');
      });
      await Promise.race([sent, late]).finally(() => over.abort());
    },
    listen(listener) {
      listeners.add(listener);
    },
    up: () => publisher.isReady && subscriber.isReady && subscribed,
    async close() {
      listeners.clear();
      told = true;
      publisher.destroy();
      subscriber.destroy();
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
