import type { Marker } from './marker.ts';

export type Faults = { lost: number; duplicated: number; out_of_order: number; wrong_room: number };

export type LedgerParts = {
  /** How many connections each room has. */
  members: number[];
  /** Of each room, with so many `messages` each. */
  senders: number;
  messages: number;
  /** Called when everybody in the room has a message. */
  reachedAll(room: number, sender: number): void;
};

/** Checks that every message reaches everybody in its room, once and in order, and remembers how long each took. */
export class Ledger {
  readonly expected: number;
  received = 0;
  /** When the last delivery was entered, on the clock of the markers. */
  lastAt = 0;
  /** Resolves when all is delivered. */
  readonly complete: Promise<void>;
  readonly #senders: number;
  readonly #messages: number;
  readonly #members: number[];
  /** Of each connection and sender: the message that has to come next. */
  readonly #next: Uint32Array;
  /** Of each message: how many have it. */
  readonly #heard: Uint32Array;
  readonly #latencies: Float64Array;
  readonly #reachedAll: (room: number, sender: number) => void;
  #finish = () => {};
  #duplicated = 0;
  #outOfOrder = 0;
  #wrongRoom = 0;

  constructor({ members, senders, messages, reachedAll }: LedgerParts) {
    const connections = members.reduce((sum, count) => sum + count, 0);
    this.expected = connections * senders * messages;
    this.#members = members;
    this.#senders = senders;
    this.#messages = messages;
    this.#next = new Uint32Array(connections * senders);
    this.#heard = new Uint32Array(members.length * senders * messages);
    this.#latencies = new Float64Array(this.expected);
    this.#reachedAll = reachedAll;
    this.complete = new Promise((resolve) => {
      this.#finish = resolve;
    });
  }

  /** @param at microseconds, on the clock of the marker */
  // biome-ignore lint/complexity/useMaxParams: it runs for every frame, and an object for each would be measured too.
  enter(connection: number, ownRoom: number, { room, sender, order, at: sent }: Marker, at: number): void {
    if (room !== ownRoom) {
      this.#wrongRoom += 1;
      return;
    }
    const place = connection * this.#senders + sender;
    const next = this.#next[place] ?? 0;
    if (order < next) {
      this.#duplicated += 1;
      return;
    }
    // What was left out may still come: it counts as a duplicate then, and the run has failed anyway.
    if (order > next) this.#outOfOrder += order - next;
    this.#next[place] = order + 1;
    this.#latencies[this.received] = at - sent;
    this.received += 1;
    this.lastAt = at;
    const message = (room * this.#senders + sender) * this.#messages + order;
    const heard = (this.#heard[message] ?? 0) + 1;
    this.#heard[message] = heard;
    if (heard === this.#members[room]) this.#reachedAll(room, sender);
    if (this.received === this.expected) this.#finish();
  }

  faults(): Faults {
    return {
      lost: this.expected - this.received,
      duplicated: this.#duplicated,
      out_of_order: this.#outOfOrder,
      wrong_room: this.#wrongRoom,
    };
  }

  /** In milliseconds: so many in a hundred deliveries took no longer. */
  latency(percent: number): number {
    const sorted = this.#latencies.subarray(0, this.received).sort();
    const at = Math.min(sorted.length - 1, Math.trunc((sorted.length * percent) / 100));
    return (sorted[at] ?? 0) / 1000;
  }
}
