import type { Member } from '../protocol.ts';
import type { JoinedRoom, Link } from './backplane.ts';
import { encodeItem, encodePacket, type Item, type Packet } from './packet.ts';
import type { Channel } from './redis-rooms.ts';

/** In milliseconds: how long the others are waited for when a room is opened. */
const ANSWER_WITHIN = 500;

/** One room of this process and its channel. */
export class RedisLink implements Link {
  readonly ready: Promise<void>;
  readonly #name: string;
  readonly #process: string;
  readonly #room: JoinedRoom;
  readonly #channel: Channel;
  readonly #closed: () => void;
  readonly #hear: (bytes: Buffer) => void;
  #outbox: Buffer[] = [];
  #whole = false;
  #open = true;
  #subscribed: Promise<void> | undefined;
  /** Whether the others know who is here, so that what changes is news to them. */
  #greeted = false;
  /**
   * Nobody else has the room open: nothing that is said leaves this process. Whoever opens it greets us, and lets nobody in
   * before we have answered.
   */
  #alone = false;
  /** How many packets of others came. */
  #heard = 0;
  /** The greeting under way: who has answered, and what to do when another one does. */
  #answers: { from: Set<string>; more(): void } | undefined;

  /**
   * @param name of the channel
   * @param process the id of this process
   * @param hear is given every packet of the channel
   */
  constructor(
    name: string,
    process: string,
    room: JoinedRoom,
    channel: Channel,
    hear: (link: RedisLink, bytes: Buffer) => void,
    closed: () => void,
  ) {
    this.#name = name;
    this.#process = process;
    this.#room = room;
    this.#channel = channel;
    this.#closed = closed;
    this.#hear = (bytes) => hear(this, bytes);
    this.ready = Promise.race([this.greet(), after(2 * ANSWER_WITHIN)]);
  }

  get whole(): boolean {
    return this.#whole;
  }

  came(member: Member): void {
    this.#tell({ type: 'came', member });
  }

  left(id: string): void {
    this.#tell({ type: 'left', id });
  }

  said(frame: Buffer, from: string, except: string | undefined): void {
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
    this.#closed();
    this.#channel.unsubscribe(this.#name, this.#hear).catch(() => {});
  }

  /** Tells the others who is here and asks for the same; resolves when they have answered, or could have. */
  async greet(): Promise<void> {
    if (!(await this.#subscribe())) return;
    const from = new Set<string>();
    const answered = new Promise<void>((resolve) => {
      let others = Number.POSITIVE_INFINITY;
      const more = () => from.size >= others && resolve();
      this.#answers = { from, more };
      this.#greeted = true;
      this.#publish([encodeItem({ type: 'hello', members: this.#room.here() })]).then((receivers) => {
        others = receivers - 1;
        more();
      });
    });
    await Promise.race([answered, after(ANSWER_WITHIN)]);
    this.#reach(this.#greeted);
  }

  hear({ process, items }: Packet): void {
    this.#heard += 1;
    this.#alone = false;
    for (const item of items) {
      if (item.type === 'said') this.#room.said(item.frame, item.from, item.except);
      else if (item.type === 'came') this.#room.came(process, item.member);
      else if (item.type === 'left') this.#room.left(process, item.id);
      else {
        this.#room.people(process, item.members);
        if (item.type === 'hello') this.#answer();
        this.#answers?.from.add(process);
        this.#answers?.more();
      }
    }
  }

  /** A process is gone, and its people with it. */
  forget(process: string): void {
    this.#room.people(process, []);
  }

  /** Redis is lost: the others are neither heard nor told. */
  lose(): void {
    this.#outbox = [];
    this.#greeted = false;
    this.#reach(false);
  }

  /** @returns whether what is said elsewhere is heard from now on */
  async #subscribe(): Promise<boolean> {
    this.#subscribed ??= this.#channel.subscribe(this.#name, this.#hear);
    try {
      await this.#subscribed;
      return this.#open;
    } catch {
      // Redis is away; with its return there is another greeting.
      this.#subscribed = undefined;
      return false;
    }
  }

  #tell(item: Item): void {
    if (this.#greeted && !this.#alone) this.#outbox.push(encodeItem(item));
  }

  #answer(): void {
    this.#publish([encodeItem({ type: 'people', members: this.#room.here() })]);
  }

  #reach(whole: boolean): void {
    if (whole === this.#whole || !this.#open) return;
    this.#whole = whole;
    this.#room.reach(whole);
  }

  /** @returns how many heard it, this process among them; NaN when it could not be said */
  async #publish(items: readonly Buffer[]): Promise<number> {
    const before = this.#heard;
    try {
      const receivers = await this.#channel.publish(this.#name, encodePacket(this.#process, items));
      // Unless somebody came after it was counted.
      if (receivers === 1 && this.#heard === before) this.#alone = true;
      return receivers;
    } catch {
      return Number.NaN;
    }
  }
}

function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
