import { LanternError } from '../errors.ts';
import { currentRequest } from './request-context.ts';

/** How much may be unfinished at once: of one account, and of one address. */
export type Share = { ofAccount: number; ofAddress: number };

/**
 * The share of everybody in what all have together: whoever has as much unfinished as may be is refused, so that nobody's work
 * stands in everybody's way. What the process does by itself counts for no address.
 */
export class Shares {
  readonly #share: Share;
  /** Nobody is counted then. */
  readonly #isUnlimited: boolean;
  /** By account and by address. */
  readonly #unfinished = new Map<string, number>();

  constructor(share: Share) {
    this.#share = share;
    this.#isUnlimited = Math.min(share.ofAccount, share.ofAddress) === Number.POSITIVE_INFINITY;
  }

  /** @throws LanternError `too_many_requests` where there is no room for one more of this account and of who asks */
  demand(account: string | undefined): void {
    for (const [key, most] of this.#counted(account))
      if ((this.#unfinished.get(key) ?? 0) >= most)
        throw new LanternError('too_many_requests', { retryAfter: 1 });
  }

  /**
   * @param account whose work it is; absent: nobody's yet
   * @returns to be called once, when the work is done
   * @throws LanternError `too_many_requests`
   */
  begin(account: string | undefined): () => void {
    if (this.#isUnlimited) return () => {};
    this.demand(account);
    const keys = this.#counted(account).map(([key]) => key);
    for (const key of keys) this.#unfinished.set(key, (this.#unfinished.get(key) ?? 0) + 1);
    return () => {
      for (const key of keys) {
        const left = (this.#unfinished.get(key) ?? 1) - 1;
        if (left > 0) this.#unfinished.set(key, left);
        else this.#unfinished.delete(key);
      }
    };
  }

  #counted(account: string | undefined): [key: string, most: number][] {
    const context = currentRequest();
    const counted: [string, number][] = [];
    if (account !== undefined) counted.push([`account ${account}`, this.#share.ofAccount]);
    if (context) counted.push([`address ${context.address}`, this.#share.ofAddress]);
    return counted;
  }
}
