import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@lantern/service/log';
import { z } from 'zod';
import type { Backplane, Notice } from './backplane.ts';
import { ANSWER_WITHIN, connectRedis } from './redis-clients.ts';
import { type Liveness, redisRooms } from './redis-rooms.ts';

const CHANNEL = 'lantern:notices';

/** The people of a process that was killed are gone within 20 seconds. */
const LIVENESS: Liveness = { every: 5000, silence: 15_000 };

const notice = z.discriminatedUnion('type', [
  z.object({ type: z.literal('room-closed'), room_id: z.string() }),
  z.object({ type: z.literal('person-removed'), person_id: z.string(), room_id: z.string() }),
  z.object({ type: z.literal('tokens-revoked'), person_ids: z.array(z.string()) }),
  z.object({ type: z.literal('room-tokens-revoked'), room_ids: z.array(z.string()) }),
]);

/**
 * The backplane of several processes: everything travels over Redis pub/sub and is kept nowhere.
 *
 * It connects by itself, again and again; while it cannot, `announce` rejects, nothing is heard, and rooms go on within each
 * process. What a process did not hear of web's news meanwhile ends with the token, after ten minutes.
 *
 * @param url `redis://` or `rediss://`, with user and password if any
 * @param log told when Redis goes and comes
 */
export function redisBackplane(url: string, log: Logger, liveness = LIVENESS): Backplane {
  const clients = connectRedis(url, log, (up) => rooms.reach(up));
  const rooms = redisRooms(clients, log, liveness);
  const listeners = new Set<(notice: Notice) => void>();
  let subscribed = false;

  const receive = (text: string) => {
    const parsed = notice.safeParse(parse(text));
    if (!parsed.success) return log.warn('a notice that cannot be read was dropped');
    for (const listener of listeners) listener(parsed.data);
  };
  clients.subscriber.subscribe(CHANNEL, receive).then(
    () => {
      subscribed = true;
    },
    () => {},
  );

  return {
    async announce(news) {
      const sent = clients.publisher.publish(CHANNEL, JSON.stringify(news));
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
    join: rooms.join,
    up: () => clients.isUp() && subscribed,
    async close() {
      listeners.clear();
      rooms.close();
      clients.close();
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
