/** An object with a deadline. The wheel sets both fields. */
export type TimerEntry = {
  /** The slot of the wheel that holds it; `NO_SLOT` when none does. */
  slot: number;
  /** Its index in that slot. */
  index: number;
};

export const NO_SLOT = -1;

export type TimerWheelParts = {
  /** In milliseconds: an entry that is due later is visited after this time, and may be added again. */
  range: number;
  /** Milliseconds between two turns. */
  step: number;
  /** Now, on the clock of all other moments. */
  moment: number;
};

/**
 * A hashed timing wheel for the deadlines of all sockets: each turn visits only the entries that are due, and no socket needs a
 * timer of its own (Varghese and Lauck, 1987).
 */
export class TimerWheel<Entry extends TimerEntry> {
  readonly #slots: Entry[][];
  readonly #step: number;
  #turned: number;

  constructor({ range, step, moment }: TimerWheelParts) {
    this.#slots = Array.from({ length: Math.ceil(range / step) + 2 }, () => []);
    this.#step = step;
    this.#turned = Math.trunc(moment / step);
  }

  /** Schedules the visit of `entry` at `moment`; the entry must not be on the wheel already. */
  add(entry: Entry, moment: number): void {
    const turns = Math.ceil(moment / this.#step) - this.#turned;
    const ahead = Math.min(Math.max(turns, 1), this.#slots.length - 1);
    entry.slot = (this.#turned + ahead) % this.#slots.length;
    entry.index = this.#at(entry.slot).push(entry) - 1;
  }

  remove(entry: Entry): void {
    if (entry.slot === NO_SLOT) return;
    const slot = this.#at(entry.slot);
    const last = slot.pop();
    if (last && last !== entry) {
      slot[entry.index] = last;
      last.index = entry.index;
    }
    entry.slot = NO_SLOT;
  }

  /** Removes the entries that are due by `moment` and hands each to `visit`, which may add it again. */
  turn(moment: number, visit: (entry: Entry) => void): void {
    const until = Math.trunc(moment / this.#step);
    // If the process stood still, one round is enough.
    this.#turned = Math.max(this.#turned, until - this.#slots.length);
    while (this.#turned < until) {
      this.#turned += 1;
      const slot = this.#turned % this.#slots.length;
      const due = this.#at(slot);
      this.#slots[slot] = [];
      for (const entry of due) {
        // The visit of an earlier entry removed this one.
        if (entry.slot !== slot) continue;
        entry.slot = NO_SLOT;
        visit(entry);
      }
    }
  }

  #at(slot: number): Entry[] {
    return this.#slots[slot] as Entry[];
  }
}
