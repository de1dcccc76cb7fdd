/** The class of messages that are laid out when they come near what is in sight. */
const DEFERRED = 'message-deferred';
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

  /** @param messages which were just put at the end of a log whose reader is further up */
  defer(messages: readonly HTMLElement[]): void {
    for (const message of messages) message.classList.add(DEFERRED);
    this.#hasDeferred ||= messages.length > 0;
  }

  /** @returns those that the window has come near to since; lay them out before the next frame, or what is in sight moves */
  near(): Element[] {
    if (!this.#hasDeferred) return [];
    const { bottom, height } = this.#viewport.getBoundingClientRect();
    const all = this.#all;
    const far = all.findIndex((each) => each.getBoundingClientRect().top > bottom + NEAR * height);
    return far === -1 ? all : all.slice(0, far);
  }

  /** @param messages absent: all of them, since the reader goes to the end, from where they may go up again */
  layOut(messages?: readonly Element[]): void {
    if (!this.#hasDeferred) return;
    for (const message of messages ?? this.#all) message.classList.remove(DEFERRED);
    this.#hasDeferred = messages !== undefined;
  }

  get #all(): Element[] {
    return [...this.#log.querySelectorAll(`.${DEFERRED}`)];
  }
}
