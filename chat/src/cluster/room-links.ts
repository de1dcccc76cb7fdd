import { randomUUID } from 'node:crypto';
import type { Logger } from '@lantern/service/log';
import { now } from '../timing.ts';
import type { JoinedRoom, Link } from './cluster.ts';
import { decodePacket } from './packet.ts';
import { Neighbours } from './peers.ts';
import type { Bus, Changed } from './redis/bus.ts';
import { ALIVE } from './redis/channels.ts';
import { Subscription } from './redis/subscription.ts';
import { RedisLink } from './room-link.ts';

/** How many rooms greet the others at once when everybody has to know everything anew. */
const GREET_AT_ONCE = 100;

/** In milliseconds. */
export type Liveness = {
  /** How often a process says that it is alive. */
  every: number;
  /** A process that says nothing for so long is gone. */
  silence: number;
};

/** Joins rooms over Redis. Each has a channel, heard by the processes that have it open and by no others. */
export function redisRooms(bus: Bus, log: Logger, { every, silence }: Liveness) {
  const process = randomUUID();
  const links = new Set<RedisLink>();
  const neighbours = new Neighbours(silence);
  const toGreet = new Set<RedisLink>();
  let greeting = false;
  const alive = new Subscription(bus, 'news', ALIVE, (bytes) => {
    const other = bytes.toString();
    // One's own sign, which came by way of Redis: what was said before it has come as well.
    if (other === process) soundUntil = Math.max(soundUntil, signs.shift() ?? 0);
    else if (neighbours.hear(other, now())) greet(links);
  });
  const parts = {
    bus,
    process,
    every,
    silence,
    othersHeardAfter: (moment: number) => neighbours.allHeardAfter(moment),
    hear,
    soundUntil: () => Math.min(soundUntil, Date.now() - bus.unnoticed),
    closed: (link: RedisLink) => links.delete(link),
  };
  /** When this process said that it is alive and has not heard it itself yet; milliseconds since 1970, as the next. */
  let signs: number[] = [];
  let soundUntil = Date.now();
  let lookedAt = now();
  let clock: NodeJS.Timeout | undefined;

  function hear(link: RedisLink, bytes: Buffer): void {
    try {
      const packet = decodePacket(bytes);
      if (packet.process === process) return;
      if (neighbours.hear(packet.process, now())) greet(links);
      link.hear(packet);
    } catch (error) {
      log.warn({ reason: (error as Error).name }, 'a packet that cannot be read was dropped');
    }
  }

  /** Not all at once; whoever waits for its turn already is not given another. */
  async function greet(some: Iterable<RedisLink>): Promise<void> {
    for (const link of some) toGreet.add(link);
    if (greeting) return;
    greeting = true;
    while (toGreet.size > 0) {
      const next = [...toGreet].slice(0, GREET_AT_ONCE);
      for (const link of next) toGreet.delete(link);
      await Promise.all(next.map((link) => link.greet()));
    }
    greeting = false;
  }

  /** Who has no rooms, such as web, has nothing to say or to hear. */
  function begin(): NodeJS.Timeout {
    lookedAt = now();
    listen();
    return setInterval(beat, every).unref();
  }

  function listen(): void {
    alive.renew().then(
      () => {
        signs = [];
      },
      () => {},
    );
  }

  function beat(): void {
    const moment = now();
    // Who stood still for long was taken for gone by the others, and does not know who came and went.
    const stoodStill = moment - lookedAt > silence / 2;
    lookedAt = moment;
    if (stoodStill) neighbours.excuse(moment);
    greet(stoodStill ? links : [...links].filter((link) => link.lost));
    try {
      const { news } = bus.carrier(ALIVE);
      signs.push(Date.now());
      news.publish(ALIVE, process).catch(bus.doubt);
    } catch {
      // Who is not heard may be as alive as we are.
      bus.doubt();
      return;
    }
    for (const gone of neighbours.fade(moment)) for (const link of links) link.forget(gone);
  }

  return {
    join(roomId: string, room: JoinedRoom): Link {
      clock ??= begin();
      const link = new RedisLink(`lantern:room:${roomId}`, room, parts);
      links.add(link);
      return link;
    },

    /** Channels were lost, or are back. */
    reach: ((up, concerns) => {
      if (concerns(ALIVE)) {
        lookedAt = now();
        neighbours.excuse(lookedAt);
        signs = [];
        if (up && clock) listen();
      }
      const concerned = [...links].filter((link) => concerns(link.channel));
      if (up) greet(concerned);
      else for (const link of concerned) link.lose();
    }) satisfies Changed,

    close(): void {
      clearInterval(clock);
      links.clear();
      toGreet.clear();
    },
  };
}
