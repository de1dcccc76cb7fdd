import type { BroadcastKind } from '../../cluster/cluster.ts';
import { isMessageFrame, textFrame } from '../../connection/frame-encoder.ts';
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
  setMute(memberId: string, { until, reason }: Mute, at: number): Buffer | undefined {
    if (!this.#mutes.set(memberId, until, at)) return undefined;
    const why = reason === undefined ? {} : { reason };
    return textFrame({ type: 'muted', until: until === 0 ? null : until * 1000, ...why });
  }

  /** Why a member may not write now. If there is no reason, the wait for the member's next message begins. */
  takeTurn({ id, role }: Member): WriteRefusal | undefined {
    const muted = this.mutedFor(id);
    if (muted > 0) return { code: 'muted', retryIn: muted };
    // Owner and moderators may have to say several things at once.
    const wait = role === undefined ? this.slowMode.waitOf(id, now()) : 0;
    if (wait > 0) return { code: 'slow_down', retryIn: wait };
    this.slowMode.noteMessage(id, now());
    return undefined;
  }

  /** Begins the wait of a member who has written on a peer. Corrections, withdrawals and reactions begin none. */
  notePeerFrame(kind: BroadcastKind, frame: Buffer, from: string): void {
    const counts = kind === 'message' && this.slowMode.seconds > 0 && isMessageFrame(frame);
    if (counts) this.slowMode.noteMessage(from, now());
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
