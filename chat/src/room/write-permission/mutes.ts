/**
 * Until when a member may not write, in seconds since 1970, and why; 0: the member may. `isNotice`: web says so in a notice, and not in a
 * token.
 */
export type Mute = { until: number; reason?: string | undefined; isNotice?: true };

/** In seconds: for so long a notice that arrives late does not mute again whom a later one lets write. */
const LIFT_KEPT = 60;

/** Which members of a room may not write. */
export class Mutes {
  /** Until when, and when that was so, in seconds since 1970; undefined while nobody is, as in nearly every room. */
  #muted: Map<string, { until: number; at: number }> | undefined;

  /**
   * Mutes a member, unless something newer is known.
   *
   * @param at when that was so, in seconds since 1970
   * @returns whether that changed anything
   */
  set(memberId: string, { until, isNotice }: Pick<Mute, 'until' | 'isNotice'>, at: number): boolean {
    const known = this.#muted?.get(memberId);
    if (known && at < known.at) return false;
    // Most tokens say that their member may write.
    if (until === 0 && !known && !isNotice) return false;
    this.#muted ??= new Map();
    this.#muted.set(memberId, { until, at });
    return (known?.until ?? 0) !== until;
  }

  /** Until when a member may not write, as in `Mute`. @param date in milliseconds since 1970 */
  untilOf(memberId: string, date: number): number {
    const until = this.#muted?.get(memberId)?.until ?? 0;
    return until * 1000 > date ? until : 0;
  }

  removeExpired(date: number): void {
    if (!this.#muted) return;
    for (const [memberId, { until, at }] of this.#muted)
      if (Math.max(until, at + LIFT_KEPT) * 1000 <= date) this.#muted.delete(memberId);
    if (this.#muted.size === 0) this.#muted = undefined;
  }
}
