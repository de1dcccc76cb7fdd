import type { Logger } from '@lantern/service/log';
import { now } from '../../timing.ts';
import type { Bus } from '../redis/bus.ts';
import type { Counts, RoomCount } from './room-counts.ts';
import {
  COUNTS,
  type CountsMessage,
  clearCounts,
  countsOf,
  encodeMessage,
  extendCounts,
  inChunks,
  listProcess,
  writeCounts,
} from './stored-counts.ts';

/** In milliseconds: how often a process says that it still counts what it has written. */
const EXTENDS_EVERY = 5000;

export type CountsPublisherParts = { bus: Bus; processId: string; log: Logger };

/**
 * Writes to Redis how many people this process counts in its rooms, and tells web what has changed. While Redis cannot be reached it
 * writes nothing, and everything when it is back.
 */
export class CountsPublisher {
  readonly #bus: Bus;
  readonly #processId: string;
  readonly #key: string;
  readonly #log: Logger;
  /** Counts that have changed and are not written yet. */
  #pending = new Map<string, RoomCount>();
  /** Whether Redis may lack some of it, so that all has to be written. */
  #incomplete = true;
  #writing: Promise<void> | undefined;
  #extendedAt = Number.NEGATIVE_INFINITY;
  #number = 0;
  /** Whether the log says already that Redis refuses. */
  #logged = false;
  #closed = false;

  constructor({ bus, processId, log }: CountsPublisherParts) {
    this.#bus = bus;
    this.#processId = processId;
    this.#key = countsOf(processId);
    this.#log = log;
  }

  tell(changed: Counts, all: Counts): void {
    for (const [roomId, count] of changed) this.#pending.set(roomId, count);
    const isDue = now() - this.#extendedAt >= EXTENDS_EVERY;
    if (this.#writing || this.#closed || !(isDue || this.#pending.size > 0)) return;
    this.#writing = this.#write(all, isDue)
      .catch((error: Error) => this.#failed(error))
      .finally(() => {
        this.#writing = undefined;
      });
  }

  /** The process stops: what it counted is gone at once. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#writing;
    // It has told nothing: a process of web.
    if (this.#number === 0) return;
    const { store } = this.#bus.nodeFor(this.#key);
    await Promise.all([
      store.del(this.#key),
      this.#bus.nodeFor(COUNTS).store.zRem(COUNTS, this.#processId),
      this.#publish(new Map(), 'gone'),
    ]);
  }

  async #write(all: Counts, isDue: boolean): Promise<void> {
    const { store } = this.#bus.nodeFor(this.#key);
    if (isDue && !this.#incomplete) this.#incomplete = !(await extendCounts(store, this.#key));
    const rewrites = this.#incomplete;
    const counts = rewrites ? all : this.#pending;
    this.#pending = new Map();
    if (rewrites) await clearCounts(store, this.#key);
    for (const some of inChunks(counts)) {
      await writeCounts(store, this.#key, some);
      if (!rewrites) await this.#publish(some);
    }
    this.#incomplete = false;
    if (isDue) await listProcess(this.#bus.nodeFor(COUNTS).store, this.#processId);
    if (rewrites || isDue) await this.#publish(new Map(), rewrites ? 'rewritten' : undefined);
    if (isDue) this.#extendedAt = now();
    this.#logged = false;
  }

  async #publish(counts: Counts, event?: CountsMessage['event']): Promise<void> {
    this.#number += 1;
    const message = encodeMessage({ process: this.#processId, number: this.#number, counts, event });
    await this.#bus.nodeFor(COUNTS).classic.publish(COUNTS, message);
  }

  #failed({ message }: Error): void {
    this.#incomplete = true;
    // That Redis is away is logged by its connection.
    if (!message.startsWith('NOPERM') || this.#logged) return;
    this.#logged = true;
    this.#log.warn({ reason: message }, 'Redis does not take how many people are in rooms');
  }
}
