import { TokenBucket } from './token-bucket.ts';

export type RateLimitResult = 'ok' | 'limited' | 'flooding';

/** Typing, pings and renewals of the token: a page needs a few dozen a minute, over all its tabs. */
const OTHER_FRAMES_PER_MINUTE = 600;
const MIN_REFUSALS = 10;

/** Limits how much one member sends to one room, over all their tabs. */
export class RateLimit {
  readonly #messages: TokenBucket;
  readonly #otherFrames: TokenBucket;
  /** This many frames are refused before the client counts as flooding. */
  readonly #refusals: TokenBucket;

  constructor({ messagesPerMinute, now }: { messagesPerMinute: number; now: number }) {
    this.#messages = new TokenBucket({ perMinute: messagesPerMinute, now });
    this.#otherFrames = new TokenBucket({ perMinute: OTHER_FRAMES_PER_MINUTE, now });
    this.#refusals = new TokenBucket({ perMinute: Math.max(MIN_REFUSALS, messagesPerMinute / 2), now });
  }

  /** Counts a message or an invalid frame: garbage must not be cheaper than a message. */
  takeMessage(now: number): RateLimitResult {
    return this.#result(this.#messages.take(now), now);
  }

  /** Counts any other frame of the protocol. */
  takeOther(now: number): RateLimitResult {
    return this.#result(this.#otherFrames.take(now), now);
  }

  /** Whether all buckets are full, so that a new limit would be no different. */
  isFull(now: number): boolean {
    return this.#messages.isFull(now) && this.#otherFrames.isFull(now) && this.#refusals.isFull(now);
  }

  #result(taken: boolean, now: number): RateLimitResult {
    if (taken) return 'ok';
    return this.#refusals.take(now) ? 'limited' : 'flooding';
  }
}
