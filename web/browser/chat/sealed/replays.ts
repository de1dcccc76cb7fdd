import { toBase64url } from './base64url.ts';

/** In milliseconds: so far may the clock of the sender's device and that of this one be apart, and a message be on its way. */
const TOLERANCE = 10 * 60_000;

/**
 * Recognises an envelope that the server delivers again. One that is as old as the tolerance is not accepted at all, so only the
 * nonces of newer ones have to be remembered.
 */
export class Replays {
  /** Nonces, with when they may be forgotten; the oldest first. */
  #seen = new Map<string, number>();

  /**
   * Judges an envelope that has opened, and remembers it.
   *
   * @param sealedAt when its sender says that it was sealed
   * @param now in milliseconds since 1970, by the clock of this device
   */
  judge(nonce: Uint8Array, sealedAt: number, now: number): 'new' | 'replayed' | 'stale' {
    this.#forget(now);
    const name = toBase64url(nonce);
    if (this.#seen.has(name)) return 'replayed';
    if (!(Math.abs(now - sealedAt) <= TOLERANCE)) return 'stale';
    // It may be as far in the future, and is accepted from then for as long again.
    this.#seen.set(name, now + 2 * TOLERANCE);
    return 'new';
  }

  #forget(now: number): void {
    for (const [nonce, until] of this.#seen) {
      if (until > now) break;
      this.#seen.delete(nonce);
    }
  }
}
