import { createDecoration } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';
import { TOGGLED } from '../messages/collapsible.ts';
import { DeferredLayout } from './deferred-layout.ts';
import type { Range } from './pruning.ts';

/** In pixels: whoever comes so near to the end wants to follow the log. */
const NEAR_END = 100;
/** In pixels: whoever moves up by less still follows. */
const MOVED = 8;
/** In milliseconds: so soon after a key it is not the reader who scrolls. */
const TYPING = 100;

/** Keeps the end of the log in sight while its reader is there, and does not scroll while they read further up. */
export class AutoScroll {
  readonly viewport: HTMLElement;
  readonly #deferred: DeferredLayout;
  /** Called when the reader leaves the end of the log or comes back to it. */
  onFollowingChange: (following: boolean) => void = () => {};
  #content: HTMLElement;
  #button: HTMLButtonElement;
  #translator: Translator;
  #following = true;
  /** How many messages were added since the reader left the end. */
  #unread = 0;
  /** Where the window was when the script last knew: by its own doing, or the reader's. */
  #lastTop = 0;
  #typedAt = -TYPING;

  constructor(options: {
    viewport: HTMLElement;
    content: HTMLElement;
    /** Takes the reader back to the end. */
    button: HTMLButtonElement;
    translator: Translator;
  }) {
    const { viewport, content, button } = options;
    this.viewport = viewport;
    this.#content = content;
    this.#deferred = new DeferredLayout({ viewport, log: content });
    this.#button = button;
    this.#translator = options.translator;
    viewport.addEventListener(
      'scroll',
      () => {
        this.#layOutNear();
        this.#scrolled();
      },
      { passive: true },
    );
    button.addEventListener('click', () => {
      this.toEnd();
      // This click hides the button; the keyboard focus must not be lost with it.
      viewport.focus({ preventScroll: true });
    });
    const resized = new ResizeObserver(() => {
      // Of a reader further up, too, whom a larger window shows the end.
      if (this.#following || this.#below <= MOVED) this.toEnd();
    });
    for (const element of [viewport, content]) resized.observe(element);
    addEventListener('input', () => (this.#typedAt = performance.now()), { capture: true, passive: true });
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
    this.#deferred.layOut();
    this.viewport.scrollTop = this.viewport.scrollHeight;
    this.#lastTop = this.viewport.scrollTop;
    this.#setFollowing(true);
  }

  /** Shows an element of the log to a reader who wants to read on from there. */
  reveal(element: HTMLElement): void {
    this.#setFollowing(false);
    element.scrollIntoView({ block: 'start' });
    this.#scrolled();
    this.viewport.focus({ preventScroll: true });
  }

  retranslate(): void {
    this.#updateButton();
  }

  /** Call it when a portion was put at the end of the log, before anything is measured. */
  addedBelow(portion: HTMLElement | null | undefined): void {
    if (portion && !this.#following) this.#deferred.defer(portion);
  }

  /**
   * Call it after entries were added at the end, once for all that the next frame shows.
   *
   * @param unread how many of them are messages that the reader has not seen
   */
  contentAdded(unread: number): void {
    if (this.#following) this.toEnd();
    else if (unread > 0) {
      this.#unread += unread;
      this.#updateButton();
    }
  }

  /** Which of the elements, in their order, are in sight. */
  visibleRange(elements: readonly HTMLElement[]): Range {
    const { top, bottom } = this.viewport.getBoundingClientRect();
    let start = elements.length;
    let end = elements.length;
    for (const [index, element] of elements.entries()) {
      const box = element.getBoundingClientRect();
      // A hidden element has no height.
      if (box.height === 0 || box.bottom <= top) continue;
      if (box.top >= bottom) break;
      start = Math.min(start, index);
      end = index + 1;
    }
    return { start, end };
  }

  /** Where an element of the log is, seen from what is in sight. */
  placeOf(element: HTMLElement): 'above' | 'in sight' | 'below' {
    const window = this.viewport.getBoundingClientRect();
    const { top, bottom } = element.getBoundingClientRect();
    if (bottom <= window.top) return 'above';
    return top < window.bottom ? 'in sight' : 'below';
  }

  /** Runs a change that may remove some of the elements, and keeps those in sight where they are. */
  keepPosition(elements: readonly HTMLElement[], change: () => void): void {
    const anchor = this.#following ? undefined : elements[this.visibleRange(elements).start];
    const before = anchor?.getBoundingClientRect().top ?? 0;
    change();
    if (!anchor) return;
    this.viewport.scrollTop += anchor.getBoundingClientRect().top - before;
    this.#lastTop = this.viewport.scrollTop;
  }

  /** Runs a change of what the log shows already, and keeps in sight what is, or the end. */
  keepDuring(change: () => void): void {
    this.keepPosition([...this.#content.querySelectorAll<HTMLElement>('.message, .log-notice')], change);
    if (this.#following) this.toEnd();
  }

  #layOutNear(): void {
    const near = this.#deferred.near();
    if (near.length > 0) this.keepDuring(() => this.#deferred.layOut(near));
  }

  /** How many pixels of the log are below the window. */
  get #below(): number {
    const { scrollTop, scrollHeight, clientHeight } = this.viewport;
    return scrollHeight - scrollTop - clientHeight;
  }

  #scrolled(): void {
    const { scrollTop } = this.viewport;
    // Only a move upwards is the reader's wish to stay; a growing log or a shrinking window is not. Nor is a log that got shorter: the
    // browser then moves the window up to the new end. It does so, too, while another text takes the place of a long draft: the field
    // has one line for a moment.
    const movedUp = scrollTop < this.#lastTop;
    if (movedUp && this.#below > MOVED) {
      if (this.#following && performance.now() - this.#typedAt < TYPING) this.toEnd();
      else this.#setFollowing(false);
    } else if (this.#below <= NEAR_END) this.#setFollowing(true);
    this.#lastTop = this.viewport.scrollTop;
  }

  #setFollowing(following: boolean): void {
    if (following === this.#following) return;
    this.#following = following;
    if (following) this.#deferred.layOut();
    if (following) this.#unread = 0;
    this.#updateButton();
    this.onFollowingChange(following);
  }

  #updateButton(): void {
    this.#button.hidden = this.#following;
    if (this.#following) return;
    const { t } = this.#translator;
    this.#button.replaceChildren(
      this.#unread > 0 ? t('message.newer', { count: this.#unread }) : t('message.latest'),
      createDecoration('', '↓'),
    );
  }
}
