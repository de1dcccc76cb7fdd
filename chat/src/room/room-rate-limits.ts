import { now } from '../timing.ts';
import { RateLimit } from './rate-limit.ts';

/** The rate limits of a room, one for each member. */
export class RoomRateLimits {
  readonly #messagesPerMinute: number;
  readonly #limits = new Map<string, RateLimit>();
  /**
   * Members who left while their limit was not full. The limit stays until it is full, so a member cannot reset it by coming back.
   */
  readonly #departed = new Set<string>();

  constructor(messagesPerMinute: number) {
    this.#messagesPerMinute = messagesPerMinute;
  }

  of(memberId: string): RateLimit {
    let limit = this.#limits.get(memberId);
    if (!limit) {
      limit = new RateLimit({ messagesPerMinute: this.#messagesPerMinute, now: now() });
      this.#limits.set(memberId, limit);
    }
    return limit;
  }

  memberLeft(memberId: string): void {
    if (this.#limits.has(memberId)) this.#departed.add(memberId);
  }

  /** @param isPresent whether a member who left is back */
  removeFull(moment: number, isPresent: (memberId: string) => boolean): void {
    for (const memberId of this.#departed) {
      const back = isPresent(memberId);
      if (!back && this.#limits.get(memberId)?.isFull(moment) === false) continue;
      this.#departed.delete(memberId);
      if (!back) this.#limits.delete(memberId);
    }
  }
}
