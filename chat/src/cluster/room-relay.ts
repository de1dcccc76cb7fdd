import { setTimeout as sleep } from 'node:timers/promises';
import type { Member } from '../protocol.ts';
import { now } from '../timing.ts';
import type { BroadcastKind, LocalRoom, RoomRelay } from './cluster.ts';
import { GapDetector } from './gap-detector.ts';
import { Hello } from './hello.ts';
import { decodePacket, encodePacket, type Packet, type PacketItem, type RoomState } from './packet.ts';
import { Subscription } from './redis/subscription.ts';
import type { RoomRelayParts, SharedRelayParts } from './relay-parts.ts';

/** In milliseconds: how long a room that is being opened waits for the answers of the peers. */
const PEERS_ANSWER_WITHIN = 500;

/** The relay of one room, over a Redis channel of its own. */
export class RedisRoomRelay implements RoomRelay {
  readonly isShared = true;
  readonly channel: string;
  /** Knows the peers that have the room open: each says hello in it. */
  readonly gaps = new GapDetector();
  readonly ready: Promise<void>;
  readonly #shared: SharedRelayParts;
  readonly #room: LocalRoom;
  readonly #onClose: () => void;
  readonly #subscription: Subscription;
  #outbox: PacketItem[] = [];
  #partial = true;
  #open = true;
  /** Whether the peers have the members of this process, so that they need the changes only. */
  #saidHello = false;
  /** The hellos that await answers; one answer counts for all of them. */
  #hellos: Hello[] = [];
  /** Whether an answer to a hello is about to be sent. */
  #answering = false;
  /**
   * Whether no peer has the room open, so that nothing needs to be published. A peer that opens the room says hello, and shows its
   * members that others may be missing until this process has answered.
   */
  #alone = false;
  /** How many packets of peers came. */
  #packets = 0;
  readonly #openedAt = Date.now();
  /** How many messages were sent here. */
  #messageCount = 0;
  /** The last moment at which no message was missing; undefined while connected. */
  #disconnectedSince: number | undefined;

  constructor({ shared, channel, room, onClose }: RoomRelayParts) {
    this.channel = channel;
    this.#room = room;
    this.#onClose = onClose;
    this.#shared = shared;
    this.#subscription = new Subscription({
      bus: shared.bus,
      kind: 'sharded',
      channel,
      listener: (bytes) => this.#receive(bytes),
    });
    this.ready = Promise.race([this.sayHello(), sleep(2 * PEERS_ANSWER_WITHIN, undefined, { ref: false })]);
  }

  get partial(): boolean {
    return this.#partial;
  }

  /** Whether this relay has to say hello to its peers. */
  get needsHello(): boolean {
    return !this.#saidHello;
  }

  memberJoinedOrRenamed(member: Member): void {
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
    this.#onClose();
    this.#subscription.end();
  }

  /** Sends the peers the members here and asks for theirs; resolves when they have answered, or have had the time to. */
  async sayHello(): Promise<void> {
    try {
      await this.#subscription.renew();
    } catch {
      this.#shared.bus.reportFailure();
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
    const items: PacketItem[] = [...this.#outbox, { type: 'hello', ...this.#state() }];
    this.#outbox = [];
    this.#publish(items).then((receivers) => {
      if (receivers !== undefined) hello.expect(receivers - 1);
    });
    if (await hello.within(PEERS_ANSWER_WITHIN)) this.#conclude(hello);
    else this.#awaitAnswers(hello, sentAt).then(() => this.#conclude(hello));
  }

  /** Removes a lost peer and its members. */
  removePeer(peer: string): void {
    this.#room.setPeerState(peer, { members: [] });
  }

  /** Called when this process and its peers no longer receive each other's packets. */
  disconnect(): void {
    this.#outbox = [];
    this.#hellos = [];
    this.#saidHello = false;
    this.#disconnectedSince ??= this.#shared.completeUntil();
    this.#setPartial(true);
  }

  /** Called with every packet of the room's channel; this process's own come back as well. */
  #receive(bytes: Buffer): void {
    const { bus, processId, peerSeen, log } = this.#shared;
    bus.counted.received += 1;
    try {
      const packet = decodePacket(bytes);
      if (packet.sender === processId) return;
      peerSeen(packet.sender);
      this.#handle(packet);
    } catch (error) {
      log.warn({ reason: (error as Error).name }, 'unreadable packet dropped');
    }
  }

  #handle({ sender, items }: Packet): void {
    if (!this.#open) return;
    this.#packets += 1;
    this.#alone = false;
    for (const item of items) {
      if ('frame' in item) {
        if (item.type === 'message') this.gaps.countMessage(sender);
        this.#room.peerBroadcast(item.type, item.frame, item.from);
      } else if (item.type === 'joined') this.#room.peerMemberJoinedOrRenamed(sender, item.member);
      else if (item.type === 'left') this.#room.peerMemberLeft(sender, item.id);
      else {
        this.#room.setPeerState(sender, item);
        const since = this.gaps.compare({
          peer: sender,
          state: item,
          date: Date.now(),
          disconnectedSince: this.#disconnectedSince,
        });
        if (since !== undefined) this.#room.messagesMissed(since);
        if (item.type === 'hello') this.#answer();
        for (const hello of this.#hellos) hello.answer(sender);
      }
    }
    if (this.#disconnectedSince === undefined) this.gaps.markComplete(sender, Date.now());
  }

  #enqueue(item: PacketItem): void {
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
      ...this.#room.localState(),
      openedAt: this.#openedAt,
      messageCount: this.#messageCount,
      ...disconnectedFor,
    };
  }

  /**
   * Resolves when all peers have answered, or when those that have not are gone. Redis may count a connection that the network has
   * forgotten for a quarter of an hour, and which never answers. A peer that has sent a heartbeat since the hello would have
   * answered it.
   */
  async #awaitAnswers(hello: Hello, sentAt: number): Promise<void> {
    const { heartbeat, allPeersSeenAfter } = this.#shared;
    const { interval, timeout } = heartbeat;
    if ((await hello.within(interval)) || allPeersSeenAfter(sentAt)) return;
    await hello.within(timeout - interval);
  }

  /** Ends the wait for answers: a peer that has not answered by now is gone. */
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

  /** @returns how many processes receive it, this one among them; undefined when it could not be published */
  async #publish(items: readonly PacketItem[]): Promise<number | undefined> {
    const { bus, processId } = this.#shared;
    const before = this.#packets;
    try {
      const { sharded } = bus.nodeFor(this.channel);
      const receivers = await sharded.publish(this.channel, encodePacket(processId, items));
      bus.counted.published += 1;
      // If a packet came meanwhile, a peer has subscribed since Redis counted.
      if (receivers === 1 && this.#packets === before) this.#alone = true;
      return receivers;
    } catch {
      // The peers no longer know the members here, so the relay has to say hello again.
      this.disconnect();
      bus.counted.failures += 1;
      bus.reportFailure();
      return undefined;
    }
  }
}
