import { now } from '../../timing.ts';
import { RateLimit } from './rate-limit.ts';

/**
 * The rate limits of rooms that have closed, until they are full. A member who was alone in a room on this process, while the others are
 * on its peers, would reset the limit by leaving it.
 */
export class ClosedRoomRateLimits {
  readonly #messagesPerMinute: number;
  readonly #limits = new Map<string, RoomRateLimits>();

  constructor(messagesPerMinute: number) {
    this.#messagesPerMinute = messagesPerMinute;
  }

  /** Returns the limits of a room that opens. */
  take(roomId: string): RoomRateLimits {
    const limits = this.#limits.get(roomId) ?? new RoomRateLimits(this.#messagesPerMinute);
    this.#limits.delete(roomId);
    return limits;
  }

  /** Keeps the limits of a room that closes. */
  keep(roomId: string, limits: RoomRateLimits): void {
    limits.allLeft();
    if (limits.size > 0) this.#limits.set(roomId, limits);
  }

  removeFull(moment: number): void {
    for (const [roomId, limits] of this.#limits) {
      limits.removeFull(moment, () => false);
      if (limits.size === 0) this.#limits.delete(roomId);
    }
  }
}

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

  get size(): number {
    return this.#limits.size;
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

  allLeft(): void {
    for (const memberId of this.#limits.keys()) this.#departed.add(memberId);
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
