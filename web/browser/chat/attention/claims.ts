import type { Stored } from '../../storage.ts';

/** Up to when a person was told of mentions in a room, in milliseconds since 1970 by the server's clock, and by which tab. */
export interface Claim {
  at: number;
  tab: string;
  /** Its reader looked. */
  seen?: boolean;
}

/** Until what a tab has written is there for the others; a tab that nobody looks at has its timers held back besides. */
const SETTLED_AFTER = 300;

/**
 * Which of several tabs tells of a mention: one, and none when a tab that is looked at has shown it. The tabs agree over the
 * browser's storage: whoever wrote last tells.
 */
export class Claims {
  readonly tab = Math.random().toString(36).slice(2);
  #stored: Pick<Stored<Claim>, 'read' | 'write'>;
  #settled: () => Promise<void>;

  constructor(
    stored: Pick<Stored<Claim>, 'read' | 'write'>,
    settled = () => new Promise<void>((resolve) => setTimeout(resolve, SETTLED_AFTER)),
  ) {
    this.#stored = stored;
    this.#settled = settled;
  }

  /** This tab has shown it to its reader. */
  seen(at: number): void {
    if ((this.#stored.read()?.at ?? 0) <= at) this.#stored.write({ at, tab: this.tab, seen: true });
  }

  /** @returns whether this tab is to tell of what was said at this moment */
  async claim(at: number): Promise<boolean> {
    if (this.#isTold(at)) return false;
    this.#stored.write({ at, tab: this.tab });
    await this.#settled();
    const last = this.#stored.read();
    // Of something later another one tells, or has told: once is enough.
    return last === undefined || (last.at === at && last.tab === this.tab);
  }

  #isTold(at: number): boolean {
    return (this.#stored.read()?.at ?? 0) >= at;
  }
}
