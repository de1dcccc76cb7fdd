/** The class of what is laid out when it comes near what is in sight. */
const DEFERRED = 'log-deferred';
/** In heights of the window: what is so near is laid out. Farther than where browsers begin to do that themselves. */
const NEAR = 4;

/**
 * Spares the page the layout of messages that come while their reader is further up. Until a message is laid out its height is a guess,
 * so only those below the reader wait, and whatever is about to come in sight, or is jumped over, is laid out for good.
 */
export class DeferredLayout {
  #viewport: HTMLElement;
  #log: HTMLElement;
  #hasDeferred = false;

  constructor({ viewport, log }: { viewport: HTMLElement; log: HTMLElement }) {
    this.#viewport = viewport;
    this.#log = log;
  }

  /**
   * @param portion of the log, which comes to its end while the reader is further up. Not each entry: the browser looks at each that
   * waits in every frame
   */
  defer(portion: HTMLElement): void {
    this.#hasDeferred = true;
    portion.classList.add(DEFERRED);
    portion.style.setProperty('--entries', `${portion.childElementCount}`);
  }

  /** @returns those that the window has come near to since; lay them out before the next frame, or what is in sight moves */
  near(): Element[] {
    if (!this.#hasDeferred) return [];
    const { bottom, height } = this.#viewport.getBoundingClientRect();
    return this.#all.filter((each) => each.getBoundingClientRect().top <= bottom + NEAR * height);
  }

  /** @param portions absent: all of them, since the reader goes to the end, from where they may go up again */
  layOut(portions?: readonly Element[]): void {
    if (!this.#hasDeferred) return;
    for (const portion of portions ?? this.#all) portion.classList.remove(DEFERRED);
    this.#hasDeferred = portions !== undefined;
  }

  get #all(): Element[] {
    return [...this.#log.querySelectorAll(`.${DEFERRED}`)];
  }
}
