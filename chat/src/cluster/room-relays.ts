import { randomUUID } from 'node:crypto';
import type { Logger } from '@lantern/service/log';
import { now } from '../timing.ts';
import type { LocalRoom, RoomRelay } from './cluster.ts';
import { Peers } from './peers.ts';
import type { Bus, BusChanged } from './redis/bus.ts';
import { HEARTBEATS } from './redis/channels.ts';
import { Subscription } from './redis/subscription.ts';
import type { Heartbeat, SharedRelayParts } from './relay-parts.ts';
import { RedisRoomRelay } from './room-relay.ts';

/** If all rooms have to say hello, this many do so at once. */
const HELLOS_AT_ONCE = 100;

export type RoomRelaysParts = {
  bus: Bus;
  /** Logs packets that cannot be read. */
  log: Logger;
  heartbeat: Heartbeat;
};

/** Links rooms over Redis. Each room has a channel, which only the processes that have it open subscribe to. */
export function redisRoomRelays({ bus, log, heartbeat }: RoomRelaysParts) {
  const { interval, timeout } = heartbeat;
  const processId = randomUUID();
  const relays = new Set<RedisRoomRelay>();
  const peers = new Peers(timeout);
  const toSayHello = new Set<RedisRoomRelay>();
  let sayingHello = false;
  /** When the heartbeats were sent that have not come back yet, in milliseconds since 1970; `completeUntil` as well. */
  let sent: number[] = [];
  let completeUntil = Date.now();
  let lastBeat = now();
  /** Whether this process is subscribed to the heartbeats. */
  let subscribed = false;
  let timer: NodeJS.Timeout | undefined;
  const heartbeats = new Subscription({
    bus,
    kind: 'classic',
    channel: HEARTBEATS,
    listener(bytes) {
      bus.counted.received += 1;
      const sender = bytes.toString();
      // Our own heartbeat came back from Redis: everything that was published before it has come as well.
      if (sender === processId) completeUntil = Math.max(completeUntil, sent.shift() ?? 0);
      else peerSeen(sender);
    },
  });
  const shared: SharedRelayParts = {
    bus,
    log,
    processId,
    heartbeat,
    peerSeen,
    allPeersSeenAfter: (moment: number) => peers.allSeenAfter(moment),
    completeUntil: () => Math.min(completeUntil, Date.now() - bus.undetectedFor),
  };

  function peerSeen(peer: string): void {
    // In rooms that the peer does not have open nobody would answer, and with many processes these are nearly all.
    if (peers.seen(peer, now())) sayHello([...relays].filter((relay) => relay.gaps.mayKnow(peer)));
  }

  /** Lets rooms say hello, in batches. A room that waits for its turn says it once. */
  async function sayHello(some: Iterable<RedisRoomRelay>): Promise<void> {
    for (const relay of some) toSayHello.add(relay);
    if (sayingHello) return;
    sayingHello = true;
    while (toSayHello.size > 0) {
      const next = [...toSayHello].slice(0, HELLOS_AT_ONCE);
      for (const relay of next) toSayHello.delete(relay);
      await Promise.all(next.map((relay) => relay.sayHello()));
    }
    sayingHello = false;
  }

  /** A process without rooms, such as web, sends no heartbeats and needs none. */
  function start(): NodeJS.Timeout {
    lastBeat = now();
    subscribe();
    return setInterval(beat, interval).unref();
  }

  function subscribe(): void {
    subscribed = false;
    heartbeats.renew().then(
      () => {
        subscribed = true;
        sent = [];
      },
      () => {},
    );
  }

  function beat(): void {
    const moment = now();
    // If this process stood still for long, its peers removed it, and it does not know which members joined and left.
    const stoodStill = moment - lastBeat > timeout / 2;
    lastBeat = moment;
    if (stoodStill) peers.restartTimeouts(moment);
    if (!subscribed) subscribe();
    sayHello(stoodStill ? relays : [...relays].filter((relay) => relay.needsHello));
    try {
      const { classic } = bus.nodeFor(HEARTBEATS);
      sent.push(Date.now());
      bus.counted.published += 1;
      classic.publish(HEARTBEATS, processId).catch(bus.reportFailure);
    } catch {
      // This process gets nothing from its peers either, so they must not count as lost.
      bus.reportFailure();
      return;
    }
    for (const lost of peers.removeLost(moment)) for (const relay of relays) relay.removePeer(lost);
  }

  return {
    processId,
    join(roomId: string, room: LocalRoom): RoomRelay {
      timer ??= start();
      const relay = new RedisRoomRelay({
        shared,
        channel: `lantern:room:${roomId}`,
        room,
        onClose: () => relays.delete(relay),
      });
      relays.add(relay);
      return relay;
    },

    /** Called when channels were lost or are back. */
    channelsChanged: ((up, concerns) => {
      if (concerns(HEARTBEATS)) {
        lastBeat = now();
        peers.restartTimeouts(lastBeat);
        sent = [];
        if (up && timer) subscribe();
      }
      const concerned = [...relays].filter((relay) => concerns(relay.channel));
      if (up) sayHello(concerned);
      else for (const relay of concerned) relay.disconnect();
    }) satisfies BusChanged,

    close(): void {
      clearInterval(timer);
      relays.clear();
      toSayHello.clear();
    },
  };
}
