import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@lantern/service/log';
import { z } from 'zod';
import type { Backplane, Notice } from './cluster.ts';
import { openBus } from './redis/bus.ts';
import { NOTICES } from './redis/channels.ts';
import { ANSWER_WITHIN } from './redis/node.ts';
import { Subscription } from './redis/subscription.ts';
import { type Liveness, redisRooms } from './room-links.ts';

/** The people of a process that was killed are gone within 20 seconds. */
const LIVENESS: Liveness = { every: 5000, silence: 15_000 };

const at = z.number().optional();
const notice = z.discriminatedUnion('type', [
  z.object({ type: z.literal('room-closed'), room_id: z.string(), at }),
  z.object({ type: z.literal('person-removed'), person_id: z.string(), room_id: z.string(), at }),
  z.object({ type: z.literal('tokens-revoked'), person_ids: z.array(z.string()), at }),
  z.object({ type: z.literal('room-tokens-revoked'), room_ids: z.array(z.string()), at }),
  z.object({ type: z.literal('sign-in-ended'), person_id: z.string(), sign_in_id: z.string(), at }),
  z.object({
    type: z.literal('person-renamed'),
    person_id: z.string(),
    name: z.string().min(1),
    since: z.int(),
    at,
  }),
]);

/**
 * The backplane of several processes: everything travels over Redis pub/sub and is kept nowhere.
 *
 * It connects by itself, again and again; while it cannot, `announce` rejects, nothing is heard, and rooms go on within each
 * process. What a process did not hear of web's news meanwhile it asks web for (`revocation/introspection.ts`).
 *
 * @param url one of a Redis, or those of some nodes of a cluster, separated by commas: `redis[s]://[user:password@]host:port`
 * @param log told when Redis goes and comes
 */
export function redisBackplane(url: string, log: Logger, liveness = LIVENESS): Backplane {
  const bus = openBus(url, log, (up, concerns) => {
    rooms.reach(up, concerns);
    if (!concerns(NOTICES)) return;
    subscribed = false;
    if (up)
      notices.renew().then(() => {
        subscribed = true;
        heardSince += 1;
      }, bus.doubt);
  });
  const rooms = redisRooms(bus, log, liveness);
  const listeners = new Set<(notice: Notice) => void>();
  const notices = new Subscription(bus, 'news', NOTICES, (bytes) => {
    const parsed = notice.safeParse(parse(bytes.toString()));
    if (!parsed.success) return log.warn('a notice that cannot be read was dropped');
    for (const listener of listeners) listener(parsed.data);
  });
  let subscribed = false;
  let heardSince = 0;

  return {
    async announce(news) {
      const sent = bus.carrier(NOTICES).news.publish(NOTICES, JSON.stringify(news));
      // A Redis that stalls would keep us waiting.
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
    up: () => subscribed,
    heardSince: () => heardSince,
    async close() {
      listeners.clear();
      rooms.close();
      bus.close();
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
