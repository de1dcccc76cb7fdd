import { MAX_SLOW_MODE } from '../../protocol.ts';

/** At most this many members' last messages are remembered, over all rooms. */
const MOST = 100_000;

/**
 * When members wrote last in rooms with slow mode, on the clock of `now()`. It outlives the rooms: a member who leaves, even the last
 * one, does not write sooner by coming back.
 */
export class LastMessages {
  /** In the order of the moments. */
  readonly #moments = new Map<string, number>();
  readonly #most: number;

  constructor(most = MOST) {
    this.#most = most;
  }

  get size(): number {
    return this.#moments.size;
  }

  of(roomId: string, memberId: string): number | undefined {
    return this.#moments.get(keyOf(roomId, memberId));
  }

  note(roomId: string, memberId: string, moment: number): void {
    const key = keyOf(roomId, memberId);
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

const keyOf = (roomId: string, memberId: string): string => `${roomId} ${memberId}`;

/** The slow mode of one room. */
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

  /** Returns how many seconds a member has yet to wait; 0: the member may write. */
  waitOf(memberId: string, moment: number): number {
    if (this.#seconds === 0) return 0;
    const last = this.#lastMessages.of(this.#roomId, memberId);
    return last === undefined ? 0 : Math.max(0, Math.ceil((last - moment) / 1000 + this.#seconds));
  }

  /** Begins the wait of a member who has written, here or on a peer. */
  noteMessage(memberId: string, moment: number): void {
    if (this.#seconds > 0) this.#lastMessages.note(this.#roomId, memberId, moment);
  }
}
