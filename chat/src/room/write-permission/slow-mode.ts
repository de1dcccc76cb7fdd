import type { SlowedAct, Wait } from '../../cluster/cluster.ts';
import { MAX_SLOW_MODE } from '../../protocol.ts';

/** At most this many last messages and corrections of members are remembered, over all rooms. */
const MOST = 100_000;
/** At most this many of a room are told to a peer. */
const MOST_TOLD = 1_000;

/**
 * When members wrote last in rooms with slow mode, on the clock of `now()`. It outlives the rooms: a member who leaves, even the last
 * one, does not write sooner by coming back.
 */
export class LastMessages {
  /** By room, member and act; in the order in which they were noted. */
  readonly #moments = new Map<string, number>();
  readonly #most: number;

  constructor(most = MOST) {
    this.#most = most;
  }

  get size(): number {
    return this.#moments.size;
  }

  /** @param key see {@link SlowMode} */
  of(key: string): number | undefined {
    return this.#moments.get(key);
  }

  /** What is known of the keys that begin so, the newest first. */
  startingWith(prefix: string): [rest: string, moment: number][] {
    return [...this.#moments]
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, moment]): [string, number] => [key.slice(prefix.length), moment])
      .sort(([, one], [, other]) => other - one);
  }

  note(key: string, moment: number): void {
    this.#moments.delete(key);
    this.#moments.set(key, moment);
    if (this.#moments.size <= this.#most) return;
    const [oldest] = this.#moments.keys();
    if (oldest !== undefined) this.#moments.delete(oldest);
  }

  /** Removes what is older than any wait. */
  removeExpired(moment: number): void {
    for (const [key, last] of this.#moments) {
      if (moment - last < MAX_SLOW_MODE * 1000) return;
      this.#moments.delete(key);
    }
  }
}

/** The slow mode of one room. What it notes has the room, the act and the member as its key. */
export class SlowMode {
  readonly #roomId: string;
  readonly #lastMessages: LastMessages;
  #seconds = 0;
  #setAt = 0;

  constructor(roomId: string, lastMessages: LastMessages) {
    this.#roomId = roomId;
    this.#lastMessages = lastMessages;
  }

  /** How long a member waits from one message to the next, in seconds; 0: not at all. */
  get seconds(): number {
    return this.#seconds;
  }

  /**
   * Changes the wait, unless something newer is known.
   *
   * @param at when the room had this wait, in seconds since 1970
   * @returns whether that changed anything
   */
  set(seconds: number, at: number): boolean {
    if (at < this.#setAt) return false;
    this.#setAt = at;
    const changed = this.#seconds !== seconds;
    this.#seconds = seconds;
    return changed;
  }

  /** Returns how many seconds a member has yet to wait for an act; 0: none. */
  waitOf(memberId: string, act: SlowedAct, moment: number): number {
    if (this.#seconds === 0) return 0;
    const last = this.#lastMessages.of(this.#keyOf(memberId, act));
    return last === undefined ? 0 : Math.max(0, Math.ceil((last - moment) / 1000 + this.#seconds));
  }

  /** Begins the wait of a member who has written or corrected, here or on a peer. */
  noteAct(memberId: string, act: SlowedAct, moment: number): void {
    if (this.#seconds > 0) this.#lastMessages.note(this.#keyOf(memberId, act), moment);
  }

  /** The waits that have not ended, for a peer that opens the room; the newest if there are very many. */
  waits(moment: number): Wait[] {
    if (this.#seconds === 0) return [];
    return this.#lastMessages
      .startingWith(`${this.#roomId} `)
      .slice(0, MOST_TOLD)
      .map(([rest, last]): Wait => {
        const [act, member = ''] = rest.split(' ') as [SlowedAct, string?];
        return { member, act, ago: Math.max(0, Math.round(moment - last)) };
      })
      .filter(({ ago }) => ago < this.#seconds * 1000);
  }

  /** Takes over the waits that a peer knows of, unless later ones are known. */
  notePeerWaits(waits: readonly Wait[], moment: number): void {
    for (const { member, act, ago } of waits) {
      const known = this.#lastMessages.of(this.#keyOf(member, act)) ?? Number.NEGATIVE_INFINITY;
      if (known < moment - ago) this.noteAct(member, act, moment - ago);
    }
  }

  #keyOf(memberId: string, act: SlowedAct): string {
    return `${this.#roomId} ${act} ${memberId}`;
  }
}
