import type { RateLimiterAbstract } from 'rate-limiter-flexible';

/** How often something may be done under one key: `points` times in `seconds` from the first, then not until those are over. */
export type Rule = { name: string; points: number; seconds: number };

export type Limiter = {
  /**
   * Counts one more for `key`, also beyond the limit.
   *
   * @returns seconds to wait until the next, 0 when this one is within the limit
   */
  take(key: string): Promise<number>;
  /** Takes back one that was counted for `key` a moment ago. */
  giveBack(key: string): Promise<void>;
  /** Forgets what was counted for `key`. */
  clear(key: string): Promise<void>;
};

/** Counts with rate-limiter-flexible, wherever that keeps its counts. */
export function limiter(counter: RateLimiterAbstract): Limiter {
  return {
    async take(key) {
      const { consumedPoints, msBeforeNext } = await counter.penalty(key, 1);
      return consumedPoints > counter.points ? Math.max(1, Math.ceil(msBeforeNext / 1000)) : 0;
    },
    async giveBack(key) {
      await counter.reward(key, 1);
    },
    async clear(key) {
      await counter.delete(key);
    },
  };
}
