import type { Stored } from '../../storage.ts';
import { toBase64url } from './base64url.ts';

/** In milliseconds: so far may the clock of the sender's device and that of this one be apart, and a message be on its way. */
export const TOLERANCE = 10 * 60_000;
/** So many nonces are remembered, 5 MB. */
const MOST = 50_000;
/** So many are kept for the page after a reload, 1 MB of the 5 that browsers give to a tab. */
const MOST_KEPT = 20_000;

interface Seen {
  sealedAt: number;
  /** When it may be forgotten. */
  until: number;
}

/** What the page after a reload has to know. */
export type SeenEnvelopes = { floor: number; seen: [nonce: string, sealedAt: number, until: number][] };

/**
 * Recognises an envelope that the server delivers again. One that is as old as the tolerance is not accepted at all, so only the
 * nonces of newer ones have to be remembered. If those are too many, the ones that were sealed first are forgotten, and nothing that is
 * as old as they are is accepted any more: who floods the room makes the page stricter, and lets nothing in.
 */
export class Replays {
  /** By nonce; the ones that may be forgotten first are the first. */
  #seen: Map<string, Seen>;
  /** What was sealed until then is not accepted. */
  #floor: number;
  #stored: Stored<SeenEnvelopes>;
  #most: number;

  /** @param stored what this tab remembers over a reload */
  constructor(stored: Stored<SeenEnvelopes>, most = MOST) {
    this.#stored = stored;
    this.#most = most;
    const { floor = 0, seen = [] } = stored.read() ?? {};
    this.#floor = floor;
    this.#seen = new Map(seen.map(([nonce, sealedAt, until]) => [nonce, { sealedAt, until }]));
  }

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
    if (sealedAt <= this.#floor || !(Math.abs(now - sealedAt) <= TOLERANCE)) return 'stale';
    // It may be as far in the future, and is accepted from then for as long again.
    this.#seen.set(name, { sealedAt, until: now + 2 * TOLERANCE });
    if (this.#seen.size > this.#most) this.#shrink(this.#most / 2);
    return 'new';
  }

  /** Keeps what was seen for the page after a reload. */
  keep(): void {
    this.#shrink(MOST_KEPT);
    const seen = [...this.#seen].map(([nonce, { sealedAt, until }]): SeenEnvelopes['seen'][number] => [
      nonce,
      sealedAt,
      until,
    ]);
    this.#stored.write({ floor: this.#floor, seen });
  }

  #forget(now: number): void {
    for (const [nonce, { until }] of this.#seen) {
      if (until > now) break;
      this.#seen.delete(nonce);
    }
  }

  /** Forgets those that were sealed first. */
  #shrink(size: number): void {
    const tooMany = this.#seen.size - size;
    if (tooMany <= 0) return;
    const oldest = [...this.#seen].sort(([, one], [, other]) => one.sealedAt - other.sealedAt);
    for (const [nonce, { sealedAt }] of oldest.slice(0, tooMany)) {
      this.#seen.delete(nonce);
      this.#floor = sealedAt;
    }
  }
}
