import type { Stored } from '../../storage.ts';

/** A tab's claim to alert its reader to the mentions in a room. */
export interface Claim {
  /** The newest mention that it covers: milliseconds since 1970, by the server's clock. */
  at: number;
  /** The id of the tab. */
  tab: string;
  /** Whether the reader has seen the mention. */
  seen?: boolean;
}

/** After so long every tab can read what another tab has stored; browsers delay the timers of hidden tabs in addition. */
const SETTLED_AFTER = 300;

export interface TabClaimsOptions {
  stored: Pick<Stored<Claim>, 'read' | 'write'>;
  /** Resolves when every tab can read what this tab has stored. */
  settled?(): Promise<void>;
}

/**
 * Elects one of several tabs to alert the reader to a mention, or none when a tab has shown the mention. The tabs agree over the
 * browser's storage: the last one to write its claim wins.
 */
export class TabClaims {
  readonly tab = Math.random().toString(36).slice(2);
  #stored: Pick<Stored<Claim>, 'read' | 'write'>;
  #settled: () => Promise<void>;

  constructor({
    stored,
    settled = () => new Promise<void>((resolve) => setTimeout(resolve, SETTLED_AFTER)),
  }: TabClaimsOptions) {
    this.#stored = stored;
    this.#settled = settled;
  }

  /** Records that this tab has shown the mentions up to a moment to its reader. */
  markSeen(at: number): void {
    if ((this.#stored.read()?.at ?? 0) <= at) this.#stored.write({ at, tab: this.tab, seen: true });
  }

  /** @returns whether this tab has to alert the reader to the mention of this moment */
  async claim(at: number): Promise<boolean> {
    if (this.#isClaimed(at)) return false;
    this.#stored.write({ at, tab: this.tab });
    await this.#settled();
    const last = this.#stored.read();
    // Another tab has claimed a later mention, and one alert is enough.
    return last === undefined || (last.at === at && last.tab === this.tab);
  }

  #isClaimed(at: number): boolean {
    return (this.#stored.read()?.at ?? 0) >= at;
  }
}
