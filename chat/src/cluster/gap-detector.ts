import type { Account } from './packet.ts';

/** So many other processes are remembered for a room, those heard last: of who was forgotten nothing is missed. */
const MOST = 100;

type Other = {
  opening: number;
  /** How many of its messages were said, as far as is known here. */
  messages: number;
  /** Milliseconds since 1970: what it said until then was heard. */
  allUntil: number;
};

/** The numbers of the messages that a room heard from other processes: a gap in them tells that one is missing. */
export class Heard {
  readonly #others = new Map<string, Other>();

  message(process: string): void {
    const other = this.#others.get(process);
    if (other) other.messages += 1;
  }

  /** @param date milliseconds since 1970: nothing that it said before is missing */
  all(process: string, date: number): void {
    const other = this.#others.get(process);
    if (other) other.allUntil = date;
  }

  /**
   * Compares what a process says that was said there with what was heard of it.
   *
   * @param date now, in milliseconds since 1970
   * @param cutSince until when this process surely heard the others, when it was cut off
   * @returns nothing when nothing is missing; otherwise since when it may be, in milliseconds since 1970
   */
  account(
    process: string,
    { opening, said, cutFor }: Pick<Account, 'opening' | 'said' | 'cutFor'>,
    date: number,
    cutSince: number | undefined,
  ): number | undefined {
    const known = this.#others.get(process);
    this.#remember(process, { opening, messages: said, allUntil: date });
    // A process that has just opened the room has told nobody anything yet.
    if (known?.opening !== opening || known.messages >= said) return undefined;
    const cuts = [cutSince, cutFor === undefined ? undefined : date - cutFor].filter(
      (cut) => cut !== undefined,
    );
    return cuts.length === 0 ? known.allUntil : Math.max(known.allUntil, Math.min(...cuts));
  }

  #remember(process: string, other: Other): void {
    this.#others.delete(process);
    this.#others.set(process, other);
    for (const oldest of this.#others.keys()) {
      if (this.#others.size <= MOST) return;
      this.#others.delete(oldest);
    }
  }
}
