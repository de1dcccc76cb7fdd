import type { Logger } from '@lantern/service/log';
import { now } from '../../timing.ts';
import type { Bus, BusChanged } from '../redis/bus.ts';
import { Subscription } from '../redis/subscription.ts';
import { CountTable } from './count-table.ts';
import type { Counts, RoomCountsReader } from './room-counts.ts';
import {
  COUNTS,
  type CountsMessage,
  countsOf,
  decodeMessage,
  EXPIRES_AFTER,
  listedProcesses,
  readCounts,
} from './stored-counts.ts';

/** In milliseconds. */
const CHECK_EVERY = 1000;

/** What is known of a process. */
type Heard = {
  at: number;
  /** Of its last message; undefined: none has come. */
  number: number | undefined;
  /** Changes that the process published while its counts are being read. Undefined: they have been read. */
  meanwhile: Counts[] | undefined;
};

export type CountsListenerParts = { bus: Bus; log: Logger };

/** Knows how many people are in which room, on all processes: it reads that once, and then hears what changes. */
export class CountsListener {
  readonly table: RoomCountsReader;
  readonly #table = new CountTable();
  readonly #bus: Bus;
  readonly #log: Logger;
  readonly #subscription: Subscription;
  readonly #heard = new Map<string, Heard>();
  readonly #timer: NodeJS.Timeout;
  #subscribed = false;

  constructor({ bus, log }: CountsListenerParts) {
    this.table = this.#table;
    this.#bus = bus;
    this.#log = log;
    this.#subscription = new Subscription({
      bus,
      kind: 'classic',
      channel: COUNTS,
      listener: (bytes) => this.#receive(bytes),
    });
    this.#timer = setInterval(() => this.#check(), CHECK_EVERY).unref();
    this.#subscribe();
  }

  /** Called when channels were lost or are back. */
  channelsChanged: BusChanged = (up, concerns) => {
    if (!concerns(COUNTS)) return;
    this.#subscribed = false;
    for (const process of [...this.#heard.keys()]) this.#forget(process);
    if (up) this.#subscribe();
  };

  close(): void {
    clearInterval(this.#timer);
    this.#subscription.end();
  }

  async #subscribe(): Promise<void> {
    try {
      await this.#subscription.renew();
      this.#subscribed = true;
      const processes = await listedProcesses(this.#bus.nodeFor(COUNTS).store);
      for (const process of processes) if (!this.#heard.has(process)) this.#read(process, undefined);
    } catch {
      // The next check subscribes. A process that was not listed is known when it says something.
    }
  }

  #check(): void {
    if (!this.#subscribed) this.#subscribe();
    for (const [process, { at }] of this.#heard) if (now() - at > EXPIRES_AFTER * 1000) this.#forget(process);
  }

  #receive(bytes: Buffer): void {
    this.#bus.counted.received += 1;
    try {
      this.#handle(decodeMessage(bytes));
    } catch (error) {
      this.#log.warn({ reason: (error as Error).name }, 'unreadable counts dropped');
    }
  }

  #handle({ process, number, counts, event }: CountsMessage): void {
    if (event === 'gone') {
      this.#forget(process);
      return;
    }
    const heard = this.#heard.get(process);
    const missed = heard?.number !== undefined && number !== heard.number + 1;
    if (!heard || missed || event === 'rewritten') {
      this.#read(process, number);
      return;
    }
    heard.at = now();
    heard.number = number;
    if (heard.meanwhile) heard.meanwhile.push(counts);
    else this.#table.apply(process, counts);
  }

  /** Reads all counts of a process. Changes that it publishes meanwhile are newer, or the same. */
  async #read(process: string, number: number | undefined): Promise<void> {
    const heard: Heard = { at: now(), number, meanwhile: [] };
    this.#heard.set(process, heard);
    const key = countsOf(process);
    const counts = await Promise.resolve()
      .then(() => readCounts(this.#bus.nodeFor(key).store, key))
      .catch(() => undefined);
    if (this.#heard.get(process) !== heard) return;
    if (!counts) {
      this.#forget(process);
      return;
    }
    this.#table.replace(process, counts);
    for (const changed of heard.meanwhile ?? []) this.#table.apply(process, changed);
    heard.meanwhile = undefined;
  }

  #forget(process: string): void {
    this.#heard.delete(process);
    this.#table.remove(process);
  }
}
