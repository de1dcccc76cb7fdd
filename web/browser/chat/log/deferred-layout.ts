import { createElement } from '../dom/elements.ts';

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
   * @param entries which come at once to the end of a log whose reader is further up
   * @returns the element that holds them: the browser looks at each that waits in every frame, and so at one for all
   */
  defer(entries: readonly HTMLElement[]): HTMLElement {
    this.#hasDeferred = true;
    const portion = createElement('div', DEFERRED, ...entries);
    portion.style.setProperty('--entries', `${entries.length}`);
    return portion;
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
