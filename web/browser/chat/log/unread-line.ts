import { createDecoration, createElement, findPart } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';
import { hasAttention, onAttention, onAttentionLost } from '../notifications/page-attention.ts';
import type { AutoScroll } from './auto-scroll.ts';

/** In milliseconds: so long the line stays in sight of a reader who has read to the end. */
const STAYS = 5_000;

/**
 * The line before the first message that came while the reader did not look at the page, or was further up; and a button that leads
 * to it when it is above what is in sight. It goes when the reader has seen it and reads at the end, and when they send a message.
 */
export class UnreadLine {
  readonly element: HTMLElement = createElement('p', 'log-unread', createElement('span', ''));
  #scroll: AutoScroll;
  #translator: Translator;
  #button: HTMLButtonElement;
  #remove: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Whether the reader has had it in sight. */
  #seen = false;
  /** Whether they have left again since: what comes next is new, and the line moves there. */
  #left = false;

  constructor(options: { scroll: AutoScroll; translator: Translator; remove(): void }) {
    const { scroll, translator, remove } = options;
    this.#scroll = scroll;
    this.#translator = translator;
    this.#remove = remove;
    this.element.role = 'separator';
    this.element.ariaLive = 'off';
    this.#button = findPart(document, 'unread', HTMLButtonElement);
    this.#button.addEventListener('click', () => scroll.reveal(this.element));
    this.retranslate();
    new IntersectionObserver(() => this.update(), { root: scroll.viewport }).observe(this.element);
    onAttention(() => this.update());
    onAttentionLost(() => this.#leave());
    scroll.onFollowingChange = (following) => (following ? this.update() : this.#leave());
  }

  /** Whether a message that comes now is to stand below the line, which then moves to it. */
  get isDue(): boolean {
    const isReading = hasAttention() && this.#scroll.following;
    return !isReading && (!this.element.isConnected || this.#left);
  }

  /** Call it after the line was put into the log. */
  placed(): void {
    this.#seen = false;
    this.#left = false;
    clearTimeout(this.#timer);
  }

  retranslate(): void {
    const { t } = this.#translator;
    this.element.firstElementChild?.replaceChildren(t('message.unread'));
    this.#button.replaceChildren(t('message.left_off'), createDecoration('', '↑'));
  }

  /** Call it when the log was scrolled or has grown: shows the button or hides it, and has the line go soon if it is read. */
  update(): void {
    clearTimeout(this.#timer);
    const place = this.element.isConnected ? this.#scroll.placeOf(this.element) : undefined;
    this.#button.hidden = place !== 'above';
    if (!place || !hasAttention()) return;
    if (place === 'in sight') this.#seen = true;
    if (this.#seen && this.#scroll.following) this.#timer = setTimeout(this.#remove, STAYS);
  }

  #leave(): void {
    this.#left = this.#seen;
    this.update();
  }
}
