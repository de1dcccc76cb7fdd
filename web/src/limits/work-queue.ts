import { LanternError } from '../errors.ts';
import { currentRequest, RequestAborted } from './request-context.ts';
import { type Share, Shares } from './shares.ts';

/** In milliseconds: who would wait for longer is told to come back. */
const LONGEST_WAIT = 5000;

/** In milliseconds: nobody is told to come back later than this. */
const MOST_TOLD = 30_000;

/** In milliseconds: a shorter one may be this process's own, which was at work on something else. */
const SILENCE = 1000;

/** Of so many for each that is done at once, the shortest tells how long one takes. */
const REMEMBERED = 16;

export type QueueLimits = Share & {
  /** How many are done at once. */
  width: number;
  /** Milliseconds that one is thought to take until enough have ended to know better. */
  guess: number;
  /** How many wait at most, of everybody: where each holds much memory. */
  mostWaiting?: number;
  longestWait?: number;
  /** Work of somebody who has hung up is done all the same: half of what they asked for may have been done before it. */
  outlivesRequest?: boolean;
  now?: () => number;
};

/** How much of a queue's work is under way, waits, and was refused as `busy` so far. */
export type QueueState = { readonly running: number; readonly waiting: number; readonly refused: number };

type Waiting = { start(): void };

/**
 * Work that is dear and done by few, such as hashing passwords. Addresses take turns, so that who has much to be done waits
 * for themselves. Who has more unfinished than the limit is refused (429); so is everybody whose turn would come, or has not come,
 * in five seconds (503). What nobody waits for any more is not begun.
 */
export class WorkQueue implements QueueState {
  readonly #limits: Required<QueueLimits>;
  /** By address; the first is next. An address without work is not in it. */
  readonly #waiting = new Map<string, Waiting[]>();
  readonly #shares: Shares;
  /** The shortest of the last ones, in milliseconds, and of those before them. */
  #shortest = Number.POSITIVE_INFINITY;
  #shortestBefore: number;
  #counted = 0;
  #running = 0;
  #refused = 0;
  #lastDone: number;
  /** Until when nothing is known to have ended since `#lastDone`. */
  #silentUntil = 0;
  #looking = false;

  constructor(limits: QueueLimits) {
    this.#limits = {
      longestWait: LONGEST_WAIT,
      mostWaiting: Number.POSITIVE_INFINITY,
      outlivesRequest: false,
      now: () => performance.now(),
      ...limits,
    };
    this.#shares = new Shares(limits);
    this.#shortestBefore = limits.guess;
    this.#lastDone = this.#limits.now();
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    let all = 0;
    for (const { length } of this.#waiting.values()) all += length;
    return all;
  }

  get refused(): number {
    return this.#refused;
  }

  /**
   * @param account whose work it is; absent: nobody's yet
   * @param work begun when its turn comes
   * @throws LanternError `too_many_requests`, `busy`; RequestAborted
   */
  async do<Result>(account: string | undefined, work: () => Promise<Result>): Promise<Result> {
    const context = currentRequest();
    const gone = this.#limits.outlivesRequest ? undefined : context?.gone;
    if (gone?.aborted) throw new RequestAborted();
    const address = context?.address ?? '';
    const end = this.#shares.begin(account);
    try {
      const wait = this.#waitOf(address);
      if (wait > this.#limits.longestWait) throw this.#busy(wait);
      await this.#turn(address, gone);
      return await this.#run(work);
    } finally {
      end();
    }
  }

  /** @param wait milliseconds */
  #busy(wait: number): LanternError {
    this.#refused += 1;
    return new LanternError('busy', { retryAfter: Math.ceil(Math.min(wait, MOST_TOLD) / 1000) });
  }

  /** Milliseconds until the turn of one more from this address. */
  #waitOf(address: string): number {
    if (this.#running < this.#limits.width) return 0;
    const own = this.#waiting.get(address)?.length ?? 0;
    let before = this.#running;
    let all = 0;
    for (const { length } of this.#waiting.values()) {
      before += Math.min(length, own + 1);
      all += length;
    }
    if (all >= this.#limits.mostWaiting) return Number.POSITIVE_INFINITY;
    this.#lookForSilence();
    // The shortest: the others may have waited for this process itself, while it read a burst of a thousand requests. If nothing
    // has ended for a second, that is what it takes now, whatever it took before.
    const silence = this.#silentUntil - this.#lastDone;
    const each = silence > SILENCE ? silence : Math.min(this.#shortest, this.#shortestBefore);
    return (before / this.#limits.width) * each;
  }

  #count(took: number): void {
    this.#shortest = Math.min(this.#shortest, took);
    this.#counted += 1;
    if (this.#counted < REMEMBERED * this.#limits.width) return;
    this.#shortestBefore = this.#shortest;
    this.#shortest = Number.POSITIVE_INFINITY;
    this.#counted = 0;
  }

  /**
   * Finds out how long nothing has ended. While this process works on something else, what has ended is not seen: between two
   * turns of the event loop it is.
   */
  #lookForSilence(): void {
    if (this.#looking) return;
    this.#looking = true;
    setImmediate(() => {
      const at = this.#limits.now();
      setImmediate(() => {
        this.#looking = false;
        this.#silentUntil = at;
      });
    });
  }

  #turn(address: string, gone: AbortSignal | undefined): Promise<void> | undefined {
    if (this.#running < this.#limits.width) {
      if (this.#running === 0) this.#lastDone = this.#limits.now();
      this.#running += 1;
      return undefined;
    }
    return new Promise((begin, leave) => {
      const waiting: Waiting = {
        start: () => {
          clearTimeout(patience);
          gone?.removeEventListener('abort', hangUp);
          begin();
        },
      };
      const end = (reason: Error) => {
        clearTimeout(patience);
        gone?.removeEventListener('abort', hangUp);
        this.#remove(address, waiting);
        leave(reason);
      };
      const hangUp = () => end(new RequestAborted());
      gone?.addEventListener('abort', hangUp, { once: true });
      // Work that never ends has no place in the reckoning of who came before it.
      const { longestWait } = this.#limits;
      const patience = setTimeout(() => {
        this.#lookForSilence();
        end(this.#busy(longestWait));
      }, longestWait);
      const others = this.#waiting.get(address);
      if (others) others.push(waiting);
      else this.#waiting.set(address, [waiting]);
    });
  }

  #remove(address: string, waiting: Waiting): void {
    const left = this.#waiting.get(address)?.filter((other) => other !== waiting) ?? [];
    if (left.length > 0) this.#waiting.set(address, left);
    else this.#waiting.delete(address);
  }

  async #run<Result>(work: () => Promise<Result>): Promise<Result> {
    const begun = this.#limits.now();
    try {
      return await work();
    } finally {
      this.#lastDone = this.#limits.now();
      this.#count(this.#lastDone - begun);
      this.#next();
    }
  }

  /** Gives the place that has become free to the next address, which then is the last. */
  #next(): void {
    const [first] = this.#waiting;
    if (!first) {
      this.#running -= 1;
      return;
    }
    const [address, [next, ...others]] = first;
    this.#waiting.delete(address);
    if (others.length > 0) this.#waiting.set(address, others);
    next?.start();
  }
}
