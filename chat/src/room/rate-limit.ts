import { Bucket } from './token-bucket.ts';

export type Verdict = 'ok' | 'limited' | 'flooding';

/** Typing, pings and renewals: a page needs a few dozen a minute, over all its tabs. */
const SIGNALS_PER_MINUTE = 600;
const LEAST_PATIENCE = 10;

/** What one person may send to one room, over all their tabs. */
export class Budget {
  readonly #messages: Bucket;
  readonly #signals: Bucket;
  /** Refusals are borne this often; who goes on regardless is flooding. */
  readonly #patience: Bucket;

  constructor(messagesPerMinute: number, now: number) {
    this.#messages = new Bucket(messagesPerMinute, now);
    this.#signals = new Bucket(SIGNALS_PER_MINUTE, now);
    this.#patience = new Bucket(Math.max(LEAST_PATIENCE, messagesPerMinute / 2), now);
  }

  /** For a message, and for whatever cannot be read: garbage is not cheaper than speech. */
  message(now: number): Verdict {
    return this.#judge(this.#messages.take(now), now);
  }

  /** For what the protocol itself needs. */
  signal(now: number): Verdict {
    return this.#judge(this.#signals.take(now), now);
  }

  /** Whether it can be forgotten without giving anything away. */
  full(now: number): boolean {
    return this.#messages.full(now) && this.#signals.full(now) && this.#patience.full(now);
  }

  #judge(taken: boolean, now: number): Verdict {
    if (taken) return 'ok';
    return this.#patience.take(now) ? 'limited' : 'flooding';
  }
}
