import type { Stored } from '../../storage.ts';
import { exclusively } from './exclusively.ts';

/** A tab's claim to alert its reader to the mentions in a room. */
export interface Claim {
  /** The newest mention that it covers: milliseconds since 1970, by the server's clock. */
  at: number;
  /** The id of the tab. */
  tab: string;
}

/** After so long every tab can read what another tab has stored; browsers delay the timers of hidden tabs in addition. */
const SETTLED_AFTER = 300;

type Shared<Value> = Pick<Stored<Value>, 'key' | 'read' | 'write'>;

export interface TabClaimsOptions {
  /** The last claim of a tab. */
  claimed: Shared<Claim>;
  /**
   * The newest mention that a tab has shown to the reader: milliseconds since 1970, by the server's clock. It is not a part of the
   * claim: a tab does not see at once what another has stored, and its claim would overwrite it.
   */
  seen: Shared<number>;
  /** Resolves when every tab can read what this tab has stored. */
  settled?(): Promise<void>;
  /** Takes a step that no other tab takes at the same time, where the browser can. */
  exclusively?: typeof exclusively;
}

/**
 * Elects one of several tabs to alert the reader to a mention, or none when a tab has shown the mention. The tabs agree over the
 * browser's storage, one after another; where they cannot wait for each other, the last one to write its claim wins.
 */
export class TabClaims {
  readonly tab = Math.random().toString(36).slice(2);
  #claimed: Shared<Claim>;
  #seen: Shared<number>;
  #settled: () => Promise<void>;
  #exclusively: typeof exclusively;
  /** The newest mention that this tab was to claim. */
  #newest = 0;

  constructor(options: TabClaimsOptions) {
    this.#claimed = options.claimed;
    this.#seen = options.seen;
    this.#settled =
      options.settled ?? (() => new Promise<void>((resolve) => setTimeout(resolve, SETTLED_AFTER)));
    this.#exclusively = options.exclusively ?? exclusively;
  }

  /** Records that this tab has shown the mentions up to a moment to its reader. */
  markSeen(at: number): void {
    if (!this.#isSeen(at)) this.#seen.write(at);
  }

  /** @returns whether this tab has to alert the reader to the mention of this moment */
  claim(at: number): Promise<boolean> {
    this.#newest = Math.max(this.#newest, at);
    return this.#exclusively(this.#claimed.key, async () => {
      if (this.#isDone(at) || (this.#claimed.read()?.at ?? 0) >= at) return false;
      this.#claimed.write({ at, tab: this.tab });
      // The next tab is let in when it can read this claim.
      await this.#settled();
      if (this.#isDone(at)) return false;
      const last = this.#claimed.read();
      // Another tab has claimed a later mention, and one alert is enough.
      return last === undefined || (last.at === at && last.tab === this.tab);
    });
  }

  /** Whether the reader has seen a mention, or this tab claims a later one: one alert is enough. */
  #isDone(at: number): boolean {
    return at < this.#newest || this.#isSeen(at);
  }

  #isSeen(at: number): boolean {
    return (this.#seen.read() ?? 0) >= at;
  }
}
