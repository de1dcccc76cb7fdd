import { createElement } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';
import { UNFOLDED } from '../messages/folded.ts';
import type { Range } from './pruning.ts';

const NEAR_END = 100;

/** Follows the end of the log while its reader is there, and leaves it alone while they read further up. */
export class Scroll {
  #viewport: HTMLElement;
  #button: HTMLButtonElement;
  #translator: Translator;
  #following = true;
  #missed = 0;
  #top = 0;

  constructor(
    viewport: HTMLElement,
    content: HTMLElement,
    button: HTMLButtonElement,
    translator: Translator,
  ) {
    this.#viewport = viewport;
    this.#button = button;
    this.#translator = translator;
    viewport.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    button.addEventListener('click', () => {
      this.toEnd();
      // The button goes away with this click; the keyboard's place should not.
      viewport.focus({ preventScroll: true });
    });
    const resized = new ResizeObserver(() => {
      if (this.#following) this.toEnd();
    });
    for (const element of [viewport, content]) resized.observe(element);
    // Who unfolds a message reads it from its beginning, and is not taken to its end.
    content.addEventListener(UNFOLDED, () => {
      this.#follow(false);
      this.#scrolled();
    });
  }

  get following(): boolean {
    return this.#following;
  }

  toEnd(): void {
    this.#viewport.scrollTop = this.#viewport.scrollHeight;
    this.#follow(true);
  }

  /** Writes the button anew, in the language of now. */
  retranslate(): void {
    this.#offer();
  }

  /** Something came to the end of the log; `news` is told to a reader who is further up. */
  grown(news: boolean): void {
    // A follower is brought to the end by the observer, once for all that came before the next paint.
    if (this.#following) return;
    if (news) this.#missed++;
    this.#offer();
  }

  /** Which of the elements, in their order, are in sight. */
  inSight(elements: readonly HTMLElement[]): Range {
    const { top, bottom } = this.#viewport.getBoundingClientRect();
    // Those that are hidden have no place.
    const places = elements.map((element) => element.getBoundingClientRect());
    const seen = (place: DOMRect) => place.height > 0 && place.bottom > top && place.top < bottom;
    const start = places.findIndex(seen);
    return start === -1
      ? { start: elements.length, end: elements.length }
      : { start, end: places.findLastIndex(seen) + 1 };
  }

  /** Lets `change` take some of the elements away, without moving what is read. */
  keepPlace(elements: readonly HTMLElement[], change: () => void): void {
    const anchor = this.#following ? undefined : elements[this.inSight(elements).start];
    const before = anchor?.getBoundingClientRect().top ?? 0;
    change();
    if (anchor) this.#viewport.scrollTop += anchor.getBoundingClientRect().top - before;
  }

  #scrolled(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.#viewport;
    const near = scrollHeight - scrollTop - clientHeight <= NEAR_END;
    // Only a move upwards is the reader's wish to stay; the log growing or the window shrinking is not.
    if (near) this.#follow(true);
    else if (scrollTop < this.#top) this.#follow(false);
    this.#top = scrollTop;
  }

  #follow(yes: boolean): void {
    this.#following = yes;
    if (yes) this.#missed = 0;
    this.#offer();
  }

  #offer(): void {
    this.#button.hidden = this.#following;
    if (this.#following) return;
    const { t } = this.#translator;
    const arrow = createElement('span', '', '↓');
    arrow.ariaHidden = 'true';
    this.#button.replaceChildren(
      this.#missed > 0 ? t('message.newer', { count: this.#missed }) : t('message.latest'),
      arrow,
    );
  }
}
