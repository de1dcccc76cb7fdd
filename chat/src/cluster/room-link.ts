import type { Member } from '../protocol.ts';
import { now } from '../timing.ts';
import type { BroadcastKind, LocalRoom, RoomLink } from './cluster.ts';
import { GapDetector } from './gap-detector.ts';
import { Hello } from './hello.ts';
import { encodePacket, type Item, type Packet, type RoomState } from './packet.ts';
import type { Bus } from './redis/bus.ts';
import { Subscription } from './redis/subscription.ts';

/** In milliseconds: how long a room that is being opened waits for the answers of the peers. */
const ANSWER_WITHIN = 500;

/** The parts that all links of a process share. */
export type RoomLinkParts = {
  bus: Bus;
  /** The id of this process. */
  processId: string;
  /** In milliseconds: how often every process sends a heartbeat. */
  interval: number;
  /** In milliseconds: a peer that has not answered by then is gone. */
  timeout: number;
  /** Whether every peer that is not lost was seen after a moment of `now()`. */
  allPeersSeenAfter(moment: number): boolean;
  /** Milliseconds since 1970: until when this process surely received everything that the peers sent. */
  completeUntil(): number;
  /** Called with every packet of a room. */
  received(link: RedisRoomLink, bytes: Buffer): void;
  closed(link: RedisRoomLink): void;
};

/** The link of one room, over a Redis channel of its own. */
export class RedisRoomLink implements RoomLink {
  readonly channel: string;
  readonly ready: Promise<void>;
  readonly #parts: RoomLinkParts;
  readonly #room: LocalRoom;
  readonly #subscription: Subscription;
  #outbox: Item[] = [];
  #partial = true;
  #open = true;
  /** Whether the peers have been sent the members here, so that from now on they need the changes only. */
  #saidHello = false;
  /** The hellos that await answers; one answer counts for all of them. */
  #hellos: Hello[] = [];
  /** Whether an answer to a hello is about to be sent. */
  #answering = false;
  /**
   * No peer has the room open: nothing needs to be published. A peer that opens the room says hello, and tells its own members
   * that others may be missing until this process has answered.
   */
  #alone = false;
  /** How many packets of peers came. */
  #packets = 0;
  readonly #gaps = new GapDetector();
  readonly #epoch = Date.now();
  /** How many messages were sent here. */
  #messageCount = 0;
  /** Until when the peers and this process surely received each other's messages; undefined while they do. */
  #disconnectedSince: number | undefined;

  constructor(channel: string, room: LocalRoom, parts: RoomLinkParts) {
    this.channel = channel;
    this.#room = room;
    this.#parts = parts;
    this.#subscription = new Subscription({
      bus: parts.bus,
      kind: 'rooms',
      channel,
      listener: (bytes) => parts.received(this, bytes),
    });
    this.ready = Promise.race([this.sayHello(), after(2 * ANSWER_WITHIN)]);
  }

  get partial(): boolean {
    return this.#partial;
  }

  /** Whether the peers have to be sent a hello. */
  get needsHello(): boolean {
    return !this.#saidHello;
  }

  memberJoined(member: Member): void {
    this.#enqueue({ type: 'joined', member });
  }

  memberLeft(id: string): void {
    this.#enqueue({ type: 'left', id });
  }

  broadcast(kind: BroadcastKind, frame: Buffer, from: string): void {
    if (kind === 'message') this.#messageCount += 1;
    this.#enqueue({ type: kind, frame, from });
  }

  flush(): void {
    if (this.#outbox.length === 0) return;
    const items = this.#outbox;
    this.#outbox = [];
    this.#publish(items);
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#parts.closed(this);
    this.#subscription.end();
  }

  /** Sends the peers the members here and asks for theirs; resolves when they have answered, or have had the time to. */
  async sayHello(): Promise<void> {
    try {
      await this.#subscription.renew();
    } catch {
      this.#parts.bus.reportFailure();
      return;
    }
    if (!this.#open) {
      this.#subscription.end();
      return;
    }
    const hello = new Hello();
    const sentAt = now();
    this.#hellos.push(hello);
    this.#saidHello = true;
    // A peer may have opened the room while this process was disconnected.
    this.#alone = false;
    const items: Item[] = [...this.#outbox, { type: 'hello', ...this.#state() }];
    this.#outbox = [];
    this.#publish(items).then((receivers) => {
      hello.expect(receivers - 1);
    });
    if (await hello.within(ANSWER_WITHIN)) this.#conclude(hello);
    else this.#awaitAnswers(hello, sentAt).then(() => this.#conclude(hello));
  }

  handle({ sender, items }: Packet): void {
    if (!this.#open) return;
    this.#packets += 1;
    this.#alone = false;
    for (const item of items) {
      if ('frame' in item) {
        if (item.type === 'message') this.#gaps.countMessage(sender);
        this.#room.peerBroadcast(item.frame, item.from);
      } else if (item.type === 'joined') this.#room.peerMemberJoined(sender, item.member);
      else if (item.type === 'left') this.#room.peerMemberLeft(sender, item.id);
      else {
        this.#room.setPeerMembers(sender, item.members);
        const since = this.#gaps.compare(sender, item, Date.now(), this.#disconnectedSince);
        if (since !== undefined) this.#room.messagesMissed(since);
        if (item.type === 'hello') this.#answer();
        for (const hello of this.#hellos) hello.answer(sender);
      }
    }
    if (this.#disconnectedSince === undefined) this.#gaps.markComplete(sender, Date.now());
  }

  /** A peer is gone, and its members with it. */
  removePeer(peer: string): void {
    this.#room.setPeerMembers(peer, []);
  }

  /** This process and its peers no longer receive each other's packets. */
  disconnect(): void {
    this.#outbox = [];
    this.#hellos = [];
    this.#saidHello = false;
    this.#disconnectedSince ??= this.#parts.completeUntil();
    this.#setPartial(true);
  }

  #enqueue(item: Item): void {
    if (this.#saidHello && !this.#alone) this.#outbox.push(item);
  }

  /** One answer serves all hellos that come in the same turn of the event loop. */
  #answer(): void {
    if (this.#answering) return;
    this.#answering = true;
    setImmediate(() => {
      this.#answering = false;
      if (!this.#open) return;
      this.#enqueue({ type: 'state', ...this.#state() });
      this.flush();
    });
  }

  #state(): RoomState {
    const since = this.#disconnectedSince;
    const disconnectedFor = since === undefined ? {} : { disconnectedFor: Math.max(0, Date.now() - since) };
    return {
      members: this.#room.localMembers(),
      epoch: this.#epoch,
      messageCount: this.#messageCount,
      ...disconnectedFor,
    };
  }

  /**
   * Resolves when all peers have answered, or when those that have not are gone. Redis may count a connection that the network has
   * forgotten for a quarter of an hour, and which never answers. A peer that has sent a heartbeat since the hello would have answered it.
   */
  async #awaitAnswers(hello: Hello, sentAt: number): Promise<void> {
    const { interval, timeout, allPeersSeenAfter } = this.#parts;
    if ((await hello.within(interval)) || allPeersSeenAfter(sentAt)) return;
    await hello.within(timeout - interval);
  }

  /** A peer that has not answered by now is no longer there. */
  #conclude(hello: Hello): void {
    if (!this.#hellos.includes(hello)) return;
    this.#hellos = this.#hellos.filter((other) => other !== hello);
    this.#disconnectedSince = undefined;
    this.#setPartial(false);
  }

  #setPartial(partial: boolean): void {
    if (partial === this.#partial || !this.#open) return;
    this.#partial = partial;
    this.#room.partialChanged(partial);
  }

  /** @returns how many processes receive it, this one among them; NaN when it could not be published */
  async #publish(items: readonly Item[]): Promise<number> {
    const { bus, processId } = this.#parts;
    const before = this.#packets;
    try {
      const { rooms } = bus.nodeFor(this.channel);
      const receivers = await rooms.publish(this.channel, encodePacket(processId, items));
      bus.counted.published += 1;
      // Unless a peer has subscribed since Redis counted.
      if (receivers === 1 && this.#packets === before) this.#alone = true;
      return receivers;
    } catch {
      // The peers no longer know what happens here, and have to be sent a hello again.
      this.disconnect();
      bus.counted.failures += 1;
      bus.reportFailure();
      return Number.NaN;
    }
  }
}

function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
