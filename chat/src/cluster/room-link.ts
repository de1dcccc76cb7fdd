import type { Member } from '../protocol.ts';
import { now } from '../timing.ts';
import type { JoinedRoom, Link } from './cluster.ts';
import { Heard } from './gap-detector.ts';
import { Greeting } from './hello.ts';
import { type Account, encodePacket, type Item, type Packet } from './packet.ts';
import type { Bus } from './redis/bus.ts';
import { Subscription } from './redis/subscription.ts';

/** In milliseconds: how long the others are waited for when a room is opened. */
const ANSWER_WITHIN = 500;

/** What all rooms of a process have in common. */
export type LinkParts = {
  bus: Bus;
  /** The id of this process. */
  process: string;
  /** In milliseconds: how often every process says that it is alive. */
  every: number;
  /** In milliseconds: who has not answered by then is gone. */
  silence: number;
  /** Whether every process that is not gone was heard after a moment of `now()`. */
  othersHeardAfter(moment: number): boolean;
  /** Milliseconds since 1970: until when this process surely heard all that the others said. */
  soundUntil(): number;
  /** Is given every packet of a room. */
  hear(link: RedisLink, bytes: Buffer): void;
  closed(link: RedisLink): void;
};

/** One room of this process and its channel. */
export class RedisLink implements Link {
  readonly channel: string;
  readonly ready: Promise<void>;
  readonly #parts: LinkParts;
  readonly #room: JoinedRoom;
  readonly #subscription: Subscription;
  #outbox: Item[] = [];
  #whole = false;
  #open = true;
  /** Whether the others know who is here, so that what changes is news to them. */
  #greeted = false;
  /** Those under way: somebody's answer is an answer to all. */
  #greetings: Greeting[] = [];
  /** Whether somebody who greets is about to be answered. */
  #answering = false;
  /**
   * Nobody else has the room open: nothing that is said leaves this process. Whoever opens it greets us, and says of
   * itself that people may be missing until we have answered.
   */
  #alone = false;
  /** How many packets of others came. */
  #packets = 0;
  readonly #heard = new Heard();
  readonly #opening = Date.now();
  /** How many messages were said here. */
  #said = 0;
  /** Until when the others and this process surely heard each other, while it is not known that they do. */
  #cutSince: number | undefined;

  constructor(channel: string, room: JoinedRoom, parts: LinkParts) {
    this.channel = channel;
    this.#room = room;
    this.#parts = parts;
    this.#subscription = new Subscription(parts.bus, 'rooms', channel, (bytes) => parts.hear(this, bytes));
    this.ready = Promise.race([this.greet(), after(2 * ANSWER_WITHIN)]);
  }

  get whole(): boolean {
    return this.#whole;
  }

  /** Whether the others have to be greeted. */
  get lost(): boolean {
    return !this.#greeted;
  }

  came(member: Member): void {
    this.#tell({ type: 'came', member });
  }

  left(id: string): void {
    this.#tell({ type: 'left', id });
  }

  said(frame: Buffer, from: string, except: string | undefined): void {
    // A frame that its own author does not hear, such as a typing notice, is no message.
    if (except === undefined) this.#said += 1;
    this.#tell({ type: 'said', frame, from, except });
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

  /** Tells the others who is here and asks for the same; resolves when they have answered, or could have. */
  async greet(): Promise<void> {
    try {
      await this.#subscription.renew();
    } catch {
      this.#parts.bus.doubt();
      return;
    }
    if (!this.#open) {
      this.#subscription.end();
      return;
    }
    const greeting = new Greeting();
    const greetedAt = now();
    this.#greetings.push(greeting);
    this.#greeted = true;
    // What nobody else heard was before: somebody may have come while we were away.
    this.#alone = false;
    const items: Item[] = [...this.#outbox, { type: 'hello', ...this.#account() }];
    this.#outbox = [];
    this.#publish(items).then((receivers) => {
      greeting.expect(receivers - 1);
    });
    if (await greeting.within(ANSWER_WITHIN)) this.#conclude(greeting);
    else this.#outlast(greeting, greetedAt).then(() => this.#conclude(greeting));
  }

  hear({ process, items }: Packet): void {
    if (!this.#open) return;
    this.#packets += 1;
    this.#alone = false;
    for (const item of items) {
      if (item.type === 'said') {
        if (item.except === undefined) this.#heard.message(process);
        this.#room.said(item.frame, item.from, item.except);
      } else if (item.type === 'came') this.#room.came(process, item.member);
      else if (item.type === 'left') this.#room.left(process, item.id);
      else {
        this.#room.people(process, item.members);
        const since = this.#heard.account(process, item, Date.now(), this.#cutSince);
        if (since !== undefined) this.#room.missed(since);
        if (item.type === 'hello') this.#answer();
        for (const greeting of this.#greetings) greeting.answer(process);
      }
    }
    if (this.#cutSince === undefined) this.#heard.all(process, Date.now());
  }

  /** A process is gone, and its people with it. */
  forget(process: string): void {
    this.#room.people(process, []);
  }

  /** The others are neither heard nor told. */
  lose(): void {
    this.#outbox = [];
    this.#greetings = [];
    this.#greeted = false;
    this.#cutSince ??= this.#parts.soundUntil();
    this.#reach(false);
  }

  #tell(item: Item): void {
    if (this.#greeted && !this.#alone) this.#outbox.push(item);
  }

  /** All who greet at once get one answer. */
  #answer(): void {
    if (this.#answering) return;
    this.#answering = true;
    setImmediate(() => {
      this.#answering = false;
      if (!this.#open) return;
      this.#tell({ type: 'people', ...this.#account() });
      this.flush();
    });
  }

  #account(): Account {
    const cutFor = this.#cutSince === undefined ? {} : { cutFor: Math.max(0, Date.now() - this.#cutSince) };
    return { members: this.#room.here(), opening: this.#opening, said: this.#said, ...cutFor };
  }

  /**
   * Until all have answered, or whoever has not is no longer there. Redis may count a connection that the network has forgotten for
   * a quarter of an hour, which answers nobody. Whoever has said since the greeting that it lives would have answered it as well.
   */
  async #outlast(greeting: Greeting, greetedAt: number): Promise<void> {
    const { every, silence, othersHeardAfter } = this.#parts;
    if ((await greeting.within(every)) || othersHeardAfter(greetedAt)) return;
    await greeting.within(silence - every);
  }

  /** Who has not answered by now is no longer there. */
  #conclude(greeting: Greeting): void {
    if (!this.#greetings.includes(greeting)) return;
    this.#greetings = this.#greetings.filter((other) => other !== greeting);
    this.#cutSince = undefined;
    this.#reach(true);
  }

  #reach(whole: boolean): void {
    if (whole === this.#whole || !this.#open) return;
    this.#whole = whole;
    this.#room.reach(whole);
  }

  /** @returns how many heard it, this process among them; NaN when it could not be said */
  async #publish(items: readonly Item[]): Promise<number> {
    const { bus, process } = this.#parts;
    const before = this.#packets;
    try {
      const { rooms } = bus.carrier(this.channel);
      const receivers = await rooms.publish(this.channel, encodePacket(process, items));
      // Unless somebody came after it was counted.
      if (receivers === 1 && this.#packets === before) this.#alone = true;
      return receivers;
    } catch {
      // The others do not know any more what happens here, and are greeted again.
      this.lose();
      bus.doubt();
      return Number.NaN;
    }
  }
}

function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
