import { now } from '../timing.ts';

/** Something with pending writes. */
export type Paced = { flushedAt: number; flush(): void };

/**
 * Lets what is pending for a room leave together: at the end of the loop's turn when the room was quiet, and not again
 * before `pace` milliseconds have passed when it was not. One write per member is what a delivery costs, so a busy
 * room's messages share it.
 */
export class Pacer {
  readonly #pace: number;
  #due: Paced[] = [];
  /** The other list, so that not every turn makes a new one. */
  #spare: Paced[] = [];
  #scheduled = false;
  readonly #turn = () => this.#run();

  constructor(pace: number) {
    this.#pace = pace;
  }

  /** Has `room` flushed soon; the caller sees to it that a room is not added twice before it is. */
  add(room: Paced): void {
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
      if (start - room.flushedAt < this.#pace) this.#due.push(room);
      else room.flush();
    }
    due.length = 0;
    if (this.#due.length === 0 || this.#scheduled) return;
    this.#scheduled = true;
    setTimeout(this.#turn, 1);
  }
}
