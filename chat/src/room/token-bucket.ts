/** A token bucket: so many at once, and so many a minute in the long run. */
export class Bucket {
  readonly #perMinute: number;
  #left: number;
  #at: number;

  /**
   * @param perMinute how many fit in, and how many come back within a minute
   * @param now milliseconds, on the clock that `take` is told
   */
  constructor(perMinute: number, now: number) {
    this.#perMinute = perMinute;
    this.#left = perMinute;
    this.#at = now;
  }

  /** Takes one; false when none is left. */
  take(now: number): boolean {
    this.#refill(now);
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }

  /** Whether nothing is owed any more, so that a new bucket would be no different. */
  full(now: number): boolean {
    this.#refill(now);
    return this.#left >= this.#perMinute;
  }

  #refill(now: number): void {
    this.#left = Math.min(this.#perMinute, this.#left + ((now - this.#at) * this.#perMinute) / 60_000);
    this.#at = now;
  }
}
