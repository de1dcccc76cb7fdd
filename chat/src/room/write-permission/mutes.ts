/** Until when a member may not write, in seconds since 1970, and why; 0: the member may. */
export type Mute = { until: number; reason?: string | undefined };

/** Which members of a room may not write. */
export class Mutes {
  /** Until when, and when that was so, in seconds since 1970; undefined while nobody is, as in nearly every room. */
  #muted: Map<string, { until: number; at: number }> | undefined;

  /**
   * Mutes a member, unless something newer is known.
   *
   * @param until as in `Mute`
   * @param at when that was so, in seconds since 1970
   * @returns whether that changed anything
   */
  set(memberId: string, until: number, at: number): boolean {
    const known = this.#muted?.get(memberId);
    if (known && at < known.at) return false;
    if (until === 0) return this.#muted?.delete(memberId) ?? false;
    this.#muted ??= new Map();
    this.#muted.set(memberId, { until, at });
    return known?.until !== until;
  }

  /** Until when a member may not write, as in `Mute`. @param date in milliseconds since 1970 */
  untilOf(memberId: string, date: number): number {
    const until = this.#muted?.get(memberId)?.until ?? 0;
    return until * 1000 > date ? until : 0;
  }

  removeExpired(date: number): void {
    if (!this.#muted) return;
    for (const [memberId, { until }] of this.#muted) if (until * 1000 <= date) this.#muted.delete(memberId);
    if (this.#muted.size === 0) this.#muted = undefined;
  }
}
