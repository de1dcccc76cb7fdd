import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@lantern/service/log';
import type { Cluster, Notice } from './cluster.ts';
import { redisCounts } from './counts/redis-counts.ts';
import { noticeSchema } from './notice-schema.ts';
import { NOTICES } from './redis/channels.ts';
import { createBus } from './redis/create-bus.ts';
import { REDIS_ANSWERS_WITHIN } from './redis/node.ts';
import { Subscription } from './redis/subscription.ts';
import type { Heartbeat } from './relay-parts.ts';
import { redisRoomRelays } from './room-relays.ts';

/** The members of a process that was killed are gone within 20 seconds. */
const HEARTBEAT: Heartbeat = { interval: 5000, timeout: 15_000 };

export type ClusterOverRedisParts = {
  /** The address of one Redis, or of some nodes of a Redis Cluster, separated by commas: `redis[s]://[user:password@]host:port`. */
  url: string;
  /** Logs when Redis is lost and when it is back. */
  log: Logger;
  heartbeat?: Heartbeat;
};

/**
 * The cluster of several processes. All packets and notices go over Redis pub/sub, which stores none of them.
 *
 * It reconnects by itself; while it cannot, `announce` rejects, no notice and no packet arrives, and rooms go on within each
 * process. Introspection (`revocation/introspection.ts`) makes up for the notices that a process missed meanwhile.
 */
export function clusterOverRedis({ url, log, heartbeat = HEARTBEAT }: ClusterOverRedisParts): Cluster {
  const bus = createBus({ url, log });
  const rooms = redisRoomRelays({ bus, log, heartbeat });
  const { counts, ...stored } = redisCounts({ bus, processId: rooms.processId, log });
  const listeners = new Set<(notice: Notice) => void>();
  const notices = new Subscription({
    bus,
    kind: 'classic',
    channel: NOTICES,
    listener(bytes) {
      bus.counted.received += 1;
      const parsed = noticeSchema.safeParse(parse(bytes.toString()));
      if (!parsed.success) return log.warn('unreadable notice dropped');
      for (const listener of listeners) listener(parsed.data);
    },
  });
  let subscribed = false;
  let subscriptionCount = 0;
  let attempts = 0;

  async function subscribe(): Promise<void> {
    attempts += 1;
    const attempt = attempts;
    await notices.renew();
    // The connection was lost meanwhile, or the channel is on another node.
    if (attempt !== attempts) return;
    subscribed = true;
    subscriptionCount += 1;
  }

  async function isReady(): Promise<boolean> {
    try {
      await bus.check();
      // Redis refused the subscription before and may allow it now.
      if (!subscribed) await subscribe();
      return subscribed;
    } catch {
      return false;
    }
  }

  bus.connect((up, concerns) => {
    rooms.channelsChanged(up, concerns);
    stored.channelsChanged(up, concerns);
    if (!concerns(NOTICES)) return;
    subscribed = false;
    attempts += 1;
    if (up) subscribe().catch(bus.reportFailure);
  });

  return {
    async announce(notice) {
      try {
        await publish(notice);
        bus.counted.published += 1;
      } catch (error) {
        bus.counted.failures += 1;
        throw error;
      }
    },
    onNotice(listener) {
      listeners.add(listener);
    },
    join: rooms.join,
    counts,
    isConnected: () => subscribed,
    isReady,
    subscriptionCount: () => subscriptionCount,
    counted: bus.counted,
    async close() {
      listeners.clear();
      rooms.close();
      await stored.close();
      bus.close();
    },
  };

  async function publish(notice: Notice): Promise<void> {
    const sent = bus.nodeFor(NOTICES).classic.publish(NOTICES, JSON.stringify(notice));
    // node-redis has no timeout of its own: it would wait for ever for a Redis that stalls.
    const done = new AbortController();
    const late = sleep(REDIS_ANSWERS_WITHIN, undefined, { signal: done.signal }).then(() => {
      throw new Error('Redis does not answer');
    });
    await Promise.race([sent, late]).finally(() => done.abort());
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
