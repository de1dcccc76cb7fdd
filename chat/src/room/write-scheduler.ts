import { now } from '../timing.ts';

/** Something with pending writes, such as a room. */
export type Flushable = {
  /** When its pending writes were last delivered, by `now()`. */
  readonly deliveredAt: number;
  flush(): void;
};

/**
 * Batches the writes of rooms. A quiet room is flushed at the end of the turn of the event loop; a room that delivered less
 * than `interval` milliseconds ago waits for the rest of them. A delivery costs one write per member, so the
 * messages of a busy room share it.
 */
export class WriteScheduler {
  readonly #interval: number;
  #due: Flushable[] = [];
  /** The list of the turn before, used again so that not every turn allocates one. */
  #spare: Flushable[] = [];
  #scheduled = false;
  readonly #turn = () => this.#run();

  constructor(interval: number) {
    this.#interval = interval;
  }

  /** Schedules the next flush of `room`; the caller must not add the room again before that. */
  add(room: Flushable): void {
    this.#due.push(room);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(this.#turn);
  }

  #run(): void {
    this.#scheduled = false;
    const due = this.#due;
    this.#due = this.#spare;
    this.#spare = due;
    const start = now();
    for (const room of due) {
      if (start - room.deliveredAt < this.#interval) this.#due.push(room);
      else room.flush();
    }
    due.length = 0;
    if (this.#due.length === 0 || this.#scheduled) return;
    this.#scheduled = true;
    setTimeout(this.#turn, 1);
  }
}
