import { now } from '../timing.ts';
import type { Presence } from './presence.ts';
import { TokenBucket } from './rate-limit/token-bucket.ts';

/** Milliseconds between two `typing` frames about one member. In a crowd no person reads them, so the room has a limit as well. */
const INTERVAL = 1000;
const PER_MINUTE = 300;

/** How many `typing` frames a room sends. */
export class TypingLimit {
  readonly #room = new TokenBucket({ perMinute: PER_MINUTE, now: now() });

  /** Whether a `typing` frame about a member may be sent now. Each key would be too many, and so would be all members at once. */
  mayShow(presence: Presence, memberId: string): boolean {
    const moment = now();
    return presence.types(memberId, moment, INTERVAL) && this.#room.take(moment);
  }
}
