/** At most this many lost peers are remembered. A forgotten peer that comes back is recognised when it sends a `hello`. */
const MOST_LOST = 1000;

/** The other chat processes, each with the moment it was last seen. */
export class Peers {
  readonly #lastSeen = new Map<string, number>();
  /** The peers that sent nothing for too long, in the order in which they were lost. */
  readonly #lost = new Set<string>();
  readonly #timeout: number;
  /** This process could receive nothing from its peers until this moment. */
  #timeoutsFrom = Number.NEGATIVE_INFINITY;

  /** @param timeout milliseconds after which a peer that sends nothing is lost */
  constructor(timeout: number) {
    this.#timeout = timeout;
  }

  /** @returns whether the peer was lost before: then both have to send their members again, in the rooms that both have open */
  seen(peer: string, moment: number): boolean {
    this.#lastSeen.set(peer, moment);
    return this.#lost.delete(peer);
  }

  /** Whether every peer that is not lost was seen after `moment`. */
  allSeenAfter(moment: number): boolean {
    return this.#lastSeen.values().every((at) => at > moment);
  }

  /** @returns the peers that have been lost since the last call */
  removeLost(moment: number): string[] {
    const silent = [...this.#lastSeen]
      .filter(([, at]) => moment - Math.max(at, this.#timeoutsFrom) >= this.#timeout)
      .map(([peer]) => peer);
    for (const peer of silent) {
      this.#lastSeen.delete(peer);
      this.#lost.add(peer);
    }
    const tooMany = Math.max(0, this.#lost.size - MOST_LOST);
    for (const peer of [...this.#lost].slice(0, tooMany)) this.#lost.delete(peer);
    return silent;
  }

  /** Restarts the timeout of every peer, because this process could receive nothing from them. */
  restartTimeouts(moment: number): void {
    this.#timeoutsFrom = moment;
  }
}
