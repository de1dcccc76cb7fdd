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
  /** By room and name (see {@link SlowMode}); in the order in which they were noted. */
  readonly #moments = new Map<string, number>();
  /** The names of each room: a room is opened far more often than anybody would look through those of all. */
  readonly #names = new Map<string, Set<string>>();
  readonly #most: number;

  constructor(most = MOST) {
    this.#most = most;
  }

  get size(): number {
    return this.#moments.size;
  }

  of(roomId: string, name: string): number | undefined {
    return this.#moments.get(keyOf(roomId, name));
  }

  /** What is known of a room, the newest first. */
  ofRoom(roomId: string): [name: string, moment: number][] {
    return [...(this.#names.get(roomId) ?? [])]
      .map((name): [string, number] => [name, this.of(roomId, name) ?? 0])
      .sort(([, one], [, other]) => other - one);
  }

  note(roomId: string, name: string, moment: number): void {
    const key = keyOf(roomId, name);
    this.#moments.delete(key);
    this.#moments.set(key, moment);
    const names = this.#names.get(roomId);
    if (names) names.add(name);
    else this.#names.set(roomId, new Set([name]));
    if (this.#moments.size <= this.#most) return;
    const [oldest] = this.#moments.keys();
    if (oldest !== undefined) this.#forget(oldest);
  }

  /** Removes what is older than any wait. */
  removeExpired(moment: number): void {
    for (const [key, last] of this.#moments) {
      if (moment - last < MAX_SLOW_MODE * 1000) return;
      this.#forget(key);
    }
  }

  #forget(key: string): void {
    this.#moments.delete(key);
    const [roomId = '', ...name] = key.split(' ');
    const names = this.#names.get(roomId);
    names?.delete(name.join(' '));
    if (names?.size === 0) this.#names.delete(roomId);
  }
}

const keyOf = (roomId: string, name: string): string => `${roomId} ${name}`;

/** The slow mode of one room. It notes each moment under the act and the member. */
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
    const last = this.#lastMessages.of(this.#roomId, nameOf(memberId, act));
    return last === undefined ? 0 : Math.max(0, Math.ceil((last - moment) / 1000 + this.#seconds));
  }

  /** Begins the wait of a member who has written or corrected, here or on a peer. */
  noteAct(memberId: string, act: SlowedAct, moment: number): void {
    if (this.#seconds > 0) this.#lastMessages.note(this.#roomId, nameOf(memberId, act), moment);
  }

  /** The waits that have not ended, for a peer that opens the room; the newest if there are very many. */
  waits(moment: number): Wait[] {
    if (this.#seconds === 0) return [];
    return this.#lastMessages
      .ofRoom(this.#roomId)
      .slice(0, MOST_TOLD)
      .map(([name, last]): Wait => {
        const [act, member = ''] = name.split(' ') as [SlowedAct, string?];
        return { member, act, ago: Math.max(0, Math.round(moment - last)) };
      })
      .filter(({ ago }) => ago < this.#seconds * 1000);
  }

  /** Takes over the waits that a peer knows of, unless later ones are known. */
  notePeerWaits(waits: readonly Wait[], moment: number): void {
    for (const { member, act, ago } of waits) {
      const known = this.#lastMessages.of(this.#roomId, nameOf(member, act)) ?? Number.NEGATIVE_INFINITY;
      if (known < moment - ago) this.noteAct(member, act, moment - ago);
    }
  }
}

const nameOf = (memberId: string, act: SlowedAct): string => `${act} ${memberId}`;
