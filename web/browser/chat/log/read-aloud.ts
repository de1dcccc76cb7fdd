/** More messages in this many milliseconds would keep a screen reader talking without an end. */
const MOST = 5;
const WITHIN = 2_000;
/** Milliseconds without so many messages until they are read out again. */
const CALM = 5_000;

/** Keeps screen readers from reading out the messages of a log that gets more of them than can be listened to. */
export class ReadAloud {
  #log: HTMLElement;
  /** When the newest messages came, oldest first. */
  #arrivals: number[] = [];
  #calmTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(log: HTMLElement) {
    this.#log = log;
  }

  /** Call it before entries are put into the log. */
  adding(count: number): void {
    const now = performance.now();
    for (let added = 0; added < Math.min(count, MOST + 1); added++) this.#arrivals.push(now);
    this.#arrivals = this.#arrivals.slice(-MOST - 1).filter((at) => now - at < WITHIN);
    if (this.#arrivals.length <= MOST) return;
    if (this.#log.ariaLive !== 'off') this.#log.ariaLive = 'off';
    clearTimeout(this.#calmTimer);
    this.#calmTimer = setTimeout(() => {
      this.#log.ariaLive = 'polite';
    }, CALM);
  }
}
