/** Something with deadlines; where it sits is the wheel's business. */
export type Passenger = { slot: number; seat: number };

/** The slot of who is on no wheel. */
export const NOWHERE = -1;

/**
 * All deadlines of all sockets on one timing wheel: a turn looks at those that are due and at no others, and nobody needs a
 * timer of their own (Varghese and Lauck, 1987).
 */
export class Wheel<Rider extends Passenger> {
  readonly #slots: Rider[][];
  readonly #step: number;
  #turned: number;

  /**
   * @param reach milliseconds: what is due later is looked at after this time, and may be put back
   * @param step milliseconds between two turns
   * @param moment now, on the clock of all other moments
   */
  constructor(reach: number, step: number, moment: number) {
    this.#slots = Array.from({ length: Math.ceil(reach / step) + 2 }, () => []);
    this.#step = step;
    this.#turned = Math.trunc(moment / step);
  }

  /** Has `rider` looked at when `moment` has come; it must not be on the wheel already. */
  put(rider: Rider, moment: number): void {
    const turns = Math.ceil(moment / this.#step) - this.#turned;
    const ahead = Math.min(Math.max(turns, 1), this.#slots.length - 1);
    rider.slot = (this.#turned + ahead) % this.#slots.length;
    rider.seat = this.#at(rider.slot).push(rider) - 1;
  }

  take(rider: Rider): void {
    if (rider.slot === NOWHERE) return;
    const slot = this.#at(rider.slot);
    const last = slot.pop();
    if (last && last !== rider) {
      slot[rider.seat] = last;
      last.seat = rider.seat;
    }
    rider.slot = NOWHERE;
  }

  /** Takes off whoever is due by `moment` and hands them to `look`, which may put them back. */
  turn(moment: number, look: (rider: Rider) => void): void {
    const until = Math.trunc(moment / this.#step);
    // After a standstill once round is enough.
    this.#turned = Math.max(this.#turned, until - this.#slots.length);
    while (this.#turned < until) {
      this.#turned += 1;
      const slot = this.#turned % this.#slots.length;
      const due = this.#at(slot);
      this.#slots[slot] = [];
      for (const rider of due) {
        // Put off by what became of another one.
        if (rider.slot !== slot) continue;
        rider.slot = NOWHERE;
        look(rider);
      }
    }
  }

  #at(slot: number): Rider[] {
    return this.#slots[slot] as Rider[];
  }
}
