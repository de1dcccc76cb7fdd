import { type BroadcastKind, SLOWED, type SlowedAct, type Wait } from '../../cluster/cluster.ts';
import { isFrameOf, textFrame } from '../../connection/frame-encoder.ts';
import { type Frame, MAX_ENVELOPE, MAX_TEXT, type Member } from '../../protocol.ts';
import { now } from '../../timing.ts';
import { type Mute, Mutes } from './mutes.ts';
import type { SlowMode } from './slow-mode.ts';

/** Why a member may not write, and in how many seconds the member may. */
export type WriteRefusal = { code: 'muted' | 'slow_down'; retryIn: number };

/** Which members of a room may write now, and what. */
export class WritePermission {
  readonly #mutes = new Mutes();
  readonly slowMode: SlowMode;
  #isSealed = false;

  constructor(slowMode: SlowMode) {
    this.slowMode = slowMode;
  }

  /** Whether members may send envelopes alone. */
  get isSealed(): boolean {
    return this.#isSealed;
  }

  /** The length of the longest text, as `MAX_TEXT`. */
  get maxText(): number {
    return this.#isSealed ? MAX_ENVELOPE : MAX_TEXT;
  }

  /** A sealed room stays one: a token that does not say so comes from a process of an older release. */
  seal(): void {
    this.#isSealed = true;
  }

  /**
   * Mutes a member, unless something newer is known.
   *
   * @param at when that was so, in seconds since 1970
   * @returns the frame for the member, if that changed anything
   */
  setMute(memberId: string, mute: Mute, at: number): Buffer | undefined {
    if (!this.#mutes.set(memberId, mute, at)) return undefined;
    const { until, reason } = mute;
    const why = reason === undefined ? {} : { reason };
    return textFrame({ type: 'muted', until: until === 0 ? null : until * 1000, ...why });
  }

  /**
   * Why a member may not write or correct now. If there is no reason, the wait for the member's next message or correction begins: each
   * has its own, so that a message can be corrected at once, but not be used to say more and more.
   */
  takeTurn({ id, role }: Member, act: SlowedAct): WriteRefusal | undefined {
    const mute = this.mute({ id });
    if (mute) return mute;
    // Owner and moderators may have to say several things at once.
    const wait = role === undefined ? this.slowMode.waitOf(id, act, now()) : 0;
    if (wait > 0) return { code: 'slow_down', retryIn: wait };
    this.slowMode.noteAct(id, act, now());
    return undefined;
  }

  /** Why a muted member may not do what slow mode does not hold up; undefined: the member is not muted. */
  mute({ id }: Pick<Member, 'id'>): WriteRefusal | undefined {
    const retryIn = this.mutedFor(id);
    return retryIn > 0 ? { code: 'muted', retryIn } : undefined;
  }

  /** Begins the wait of a member who has written or corrected on a peer. Withdrawals and reactions begin none. */
  notePeerFrame(kind: BroadcastKind, frame: Buffer, from: string): void {
    if (kind !== 'message' || this.slowMode.seconds === 0) return;
    const act = SLOWED.find((each) => isFrameOf(each, frame));
    if (act) this.slowMode.noteAct(from, act, now());
  }

  /** See {@link SlowMode.waits}; undefined: nobody waits. */
  waits(): Wait[] | undefined {
    const waits = this.slowMode.waits(now());
    return waits.length > 0 ? waits : undefined;
  }

  /** See {@link SlowMode.notePeerWaits}. */
  notePeerWaits(waits: readonly Wait[] = []): void {
    this.slowMode.notePeerWaits(waits, now());
  }

  /** For how many seconds a member may not write; 0: the member may. */
  mutedFor(memberId: string): number {
    const date = Date.now();
    return Math.max(0, Math.ceil(this.#mutes.untilOf(memberId, date) - date / 1000));
  }

  removeExpired(date: number): void {
    this.#mutes.removeExpired(date);
  }

  /** What the welcome of a member says of it. */
  described({ id }: Member): Pick<Frame<'welcome'>, 'slow_mode' | 'muted_until' | 'sealed'> {
    const { seconds } = this.slowMode;
    const until = this.#mutes.untilOf(id, Date.now());
    return {
      ...(seconds > 0 ? { slow_mode: seconds } : {}),
      ...(this.#isSealed ? { sealed: true } : {}),
      ...(until > 0 ? { muted_until: until * 1000 } : {}),
    };
  }
}
