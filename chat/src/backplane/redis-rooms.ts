import { randomUUID } from 'node:crypto';
import type { Logger } from '@lantern/service/log';
import { now } from '../timing.ts';
import type { JoinedRoom, Link } from './backplane.ts';
import { Neighbours } from './neighbours.ts';
import { decodePacket } from './packet.ts';
import type { RedisClients } from './redis-clients.ts';
import { RedisLink } from './redis-link.ts';

/** Where processes say that they are alive. */
const ALIVE = 'lantern:chat';
/** How many rooms greet the others at once when everybody has to know everything anew. */
const GREET_AT_ONCE = 100;

type Hear = (bytes: Buffer) => void;

/** How a process sends bytes to all that have a room open; resolves with how many these are, itself among them. */
export type Channel = {
  subscribe(channel: string, hear: Hear): Promise<void>;
  unsubscribe(channel: string, hear: Hear): Promise<void>;
  publish(channel: string, bytes: Buffer): Promise<number>;
};

/** In milliseconds. */
export type Liveness = {
  /** How often a process says that it is alive. */
  every: number;
  /** A process that says nothing for so long is gone. */
  silence: number;
};

/** Joins rooms over Redis. Each has a channel, heard by the processes that have it open and by no others. */
export function redisRooms(clients: RedisClients, log: Logger, { every, silence }: Liveness) {
  const process = randomUUID();
  const links = new Set<RedisLink>();
  const neighbours = new Neighbours(silence);
  const channel = channels(clients);
  let lookedAt = now();
  let clock: NodeJS.Timeout | undefined;

  function hear(link: RedisLink, bytes: Buffer): void {
    try {
      const packet = decodePacket(bytes);
      if (packet.process === process) return;
      if (neighbours.hear(packet.process, now())) greetAll();
      link.hear(packet);
    } catch (error) {
      log.warn({ reason: (error as Error).name }, 'a packet that cannot be read was dropped');
    }
  }

  async function greetAll(): Promise<void> {
    const all = [...links];
    for (let at = 0; at < all.length; at += GREET_AT_ONCE)
      await Promise.all(all.slice(at, at + GREET_AT_ONCE).map((link) => link.greet()));
  }

  /** Who has no rooms, such as web, has nothing to say or to hear. */
  function begin(): NodeJS.Timeout {
    clients.subscriber
      .subscribe(ALIVE, (other) => {
        if (other !== process && neighbours.hear(other, now())) greetAll();
      })
      .catch(() => {});
    return setInterval(beat, every).unref();
  }

  function beat(): void {
    if (!clients.isUp()) return;
    const moment = now();
    // Who stood still for long was taken for gone by the others, and does not know who came and went.
    const stoodStill = moment - lookedAt > silence / 2;
    lookedAt = moment;
    if (stoodStill) {
      neighbours.excuse(moment);
      greetAll();
    }
    clients.publisher.publish(ALIVE, process).catch(() => {});
    for (const gone of neighbours.fade(moment)) for (const link of links) link.forget(gone);
  }

  return {
    join(roomId: string, room: JoinedRoom): Link {
      if (!clock) {
        clock = begin();
        lookedAt = now();
      }
      const link = new RedisLink(`lantern:room:${roomId}`, process, room, channel, hear, () =>
        links.delete(link),
      );
      links.add(link);
      return link;
    },

    /** Redis was lost, or is back. */
    reach(up: boolean): void {
      lookedAt = now();
      neighbours.excuse(lookedAt);
      if (up) greetAll();
      else for (const link of links) link.lose();
    },

    close(): void {
      clearInterval(clock);
      links.clear();
    },
  };
}

/** Sharded channels, which a cluster carries to one node each; classic ones where Redis is older than 7. */
function channels({ publisher, subscriber }: RedisClients): Channel {
  let classic: boolean | undefined;
  async function isClassic(): Promise<boolean> {
    if (classic !== undefined) return classic;
    try {
      await publisher.sPublish(ALIVE, '');
      classic = false;
    } catch (error) {
      if (!/unknown command/i.test((error as Error).message)) throw error;
      classic = true;
    }
    return classic;
  }
  return {
    async subscribe(channel, hear) {
      if (await isClassic()) await subscriber.subscribe(channel, hear, true);
      else await subscriber.sSubscribe(channel, hear, true);
    },
    async unsubscribe(channel, hear) {
      if (await isClassic()) await subscriber.unsubscribe(channel, hear, true);
      else await subscriber.sUnsubscribe(channel, hear, true);
    },
    publish: (channel, bytes) =>
      classic ? publisher.publish(channel, bytes) : publisher.sPublish(channel, bytes),
  };
}
