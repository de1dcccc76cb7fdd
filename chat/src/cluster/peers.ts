/** So many that fell silent are remembered: who was forgotten and comes back is missed until it greets by itself. */
const MOST_FADED = 1000;

/** The other processes, by when they were last heard. */
export class Neighbours {
  readonly #heard = new Map<string, number>();
  /** Those that were taken for gone, the longest gone first. */
  readonly #faded = new Set<string>();
  readonly #silence: number;
  /** Until then nobody could be heard. */
  #excused = Number.NEGATIVE_INFINITY;

  /** @param silence milliseconds after which a process that says nothing is gone */
  constructor(silence: number) {
    this.#silence = silence;
  }

  /** @returns whether it was taken for gone: what others know of each other then is no longer true */
  hear(process: string, moment: number): boolean {
    this.#heard.set(process, moment);
    return this.#faded.delete(process);
  }

  /** Whether each of them that is not gone was heard after `moment`. */
  allHeardAfter(moment: number): boolean {
    return this.#heard.values().every((at) => at > moment);
  }

  /** @returns those that have fallen silent */
  fade(moment: number): string[] {
    const silent = [...this.#heard]
      .filter(([, at]) => moment - Math.max(at, this.#excused) >= this.#silence)
      .map(([process]) => process);
    for (const process of silent) {
      this.#heard.delete(process);
      this.#faded.add(process);
    }
    const tooMany = Math.max(0, this.#faded.size - MOST_FADED);
    for (const process of [...this.#faded].slice(0, tooMany)) this.#faded.delete(process);
    return silent;
  }

  /** Nobody could be heard: they get as long again. */
  excuse(moment: number): void {
    this.#excused = moment;
  }
}
