import { createElement } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';
import { TOGGLED } from '../messages/collapsible.ts';
import type { Range } from './pruning.ts';

const NEAR_END = 100;

/** Keeps the end of the log in sight while its reader is there, and does not scroll while they read further up. */
export class AutoScroll {
  #viewport: HTMLElement;
  #button: HTMLButtonElement;
  #translator: Translator;
  #following = true;
  /** How many messages were added since the reader left the end. */
  #unread = 0;
  #lastTop = 0;

  constructor(options: {
    viewport: HTMLElement;
    content: HTMLElement;
    /** Takes the reader back to the end. */
    button: HTMLButtonElement;
    translator: Translator;
  }) {
    const { viewport, content, button } = options;
    this.#viewport = viewport;
    this.#button = button;
    this.#translator = options.translator;
    viewport.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    button.addEventListener('click', () => {
      this.toEnd();
      // This click hides the button; the keyboard focus must not be lost with it.
      viewport.focus({ preventScroll: true });
    });
    const resized = new ResizeObserver(() => {
      if (this.#following) this.toEnd();
    });
    for (const element of [viewport, content]) resized.observe(element);
    // The reader wants to read an expanded message from its beginning: do not scroll to its end.
    content.addEventListener(TOGGLED, () => {
      this.#setFollowing(false);
      this.#scrolled();
    });
  }

  get following(): boolean {
    return this.#following;
  }

  toEnd(): void {
    this.#viewport.scrollTop = this.#viewport.scrollHeight;
    this.#setFollowing(true);
  }

  retranslate(): void {
    this.#updateButton();
  }

  /** Call it after an entry was added at the end. @param unread whether it is a message that the reader has not seen */
  contentAdded({ unread }: { unread: boolean }): void {
    // While following, the resize observer scrolls once for all that was added before the next paint.
    if (this.#following) return;
    if (unread) this.#unread++;
    this.#updateButton();
  }

  /** Which of the elements, in their order, are in sight. */
  visibleRange(elements: readonly HTMLElement[]): Range {
    const { top, bottom } = this.#viewport.getBoundingClientRect();
    const boxes = elements.map((element) => element.getBoundingClientRect());
    // A hidden element has no height.
    const isVisible = (box: DOMRect) => box.height > 0 && box.bottom > top && box.top < bottom;
    const start = boxes.findIndex(isVisible);
    return start === -1
      ? { start: elements.length, end: elements.length }
      : { start, end: boxes.findLastIndex(isVisible) + 1 };
  }

  /** Runs a change that may remove some of the elements, and keeps those in sight where they are. */
  keepPosition(elements: readonly HTMLElement[], change: () => void): void {
    const anchor = this.#following ? undefined : elements[this.visibleRange(elements).start];
    const before = anchor?.getBoundingClientRect().top ?? 0;
    change();
    if (anchor) this.#viewport.scrollTop += anchor.getBoundingClientRect().top - before;
  }

  #scrolled(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.#viewport;
    const isNearEnd = scrollHeight - scrollTop - clientHeight <= NEAR_END;
    // Only a move upwards is the reader's wish to stay; a growing log or a shrinking window is not.
    if (isNearEnd) this.#setFollowing(true);
    else if (scrollTop < this.#lastTop) this.#setFollowing(false);
    this.#lastTop = scrollTop;
  }

  #setFollowing(following: boolean): void {
    this.#following = following;
    if (following) this.#unread = 0;
    this.#updateButton();
  }

  #updateButton(): void {
    this.#button.hidden = this.#following;
    if (this.#following) return;
    const { t } = this.#translator;
    const arrow = createElement('span', '', '↓');
    arrow.ariaHidden = 'true';
    this.#button.replaceChildren(
      this.#unread > 0 ? t('message.newer', { count: this.#unread }) : t('message.latest'),
      arrow,
    );
  }
}
