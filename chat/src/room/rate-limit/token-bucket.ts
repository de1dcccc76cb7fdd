/** A token bucket: it allows bursts up to its capacity, and a fixed number per minute in the long run. */
export class TokenBucket {
  readonly #perMinute: number;
  #tokens: number;
  #refilledAt: number;

  /**
   * @param parts.perMinute the capacity, and how many tokens a minute adds
   * @param parts.now milliseconds, on the same clock as in `take`
   */
  constructor({ perMinute, now }: { perMinute: number; now: number }) {
    this.#perMinute = perMinute;
    this.#tokens = perMinute;
    this.#refilledAt = now;
  }

  /** Takes one token; false when none is left. */
  take(now: number): boolean {
    this.#refill(now);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Whether it is full, so that a new bucket would be no different. */
  isFull(now: number): boolean {
    this.#refill(now);
    return this.#tokens >= this.#perMinute;
  }

  #refill(now: number): void {
    this.#tokens = Math.min(
      this.#perMinute,
      this.#tokens + ((now - this.#refilledAt) * this.#perMinute) / 60_000,
    );
    this.#refilledAt = now;
  }
}
