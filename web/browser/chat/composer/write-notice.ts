import { findPart } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';

export interface WriteNoticeOptions {
  root: ParentNode;
  translator: Translator;
  /** Milliseconds since 1970, by the server's clock. */
  now(): number;
  /** Called with whether the reader may send a message now, and whether they may correct one. */
  onChange(maySend: boolean, mayCorrect: boolean): void;
}

/**
 * Says above the composer that the reader is muted, or that the room is slow and when the reader may write again. On a small screen
 * the reason of a mute is shown when it is asked for: the talk needs the room.
 */
export class WriteNotice {
  #element: HTMLElement;
  #text: HTMLElement;
  #reasonText: HTMLElement;
  #why: HTMLButtonElement;
  #said: HTMLElement;
  #countdown: HTMLElement;
  #translator: Translator;
  #now: () => number;
  #onChange: WriteNoticeOptions['onChange'];
  #mutedUntil = 0;
  #reason = '';
  #slowMode = 0;
  #isExempt = false;
  #waitUntil = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor({ root, translator, now, onChange }: WriteNoticeOptions) {
    this.#element = findPart(root, 'write-notice', HTMLElement);
    this.#text = findPart(root, 'write-notice-text', HTMLElement);
    this.#reasonText = findPart(root, 'write-notice-reason', HTMLElement);
    this.#why = findPart(root, 'write-notice-why', HTMLButtonElement);
    this.#said = findPart(root, 'write-notice-said', HTMLElement);
    this.#countdown = findPart(root, 'write-notice-countdown', HTMLElement);
    this.#reason = this.#element.dataset.reason ?? '';
    this.#translator = translator;
    this.#now = now;
    this.#onChange = onChange;
    this.#why.addEventListener('click', () => {
      const open = this.#element.classList.toggle('write-notice-open');
      this.#why.ariaExpanded = String(open);
      // A long reason scrolls, for the keyboard too.
      if (open) this.#said.tabIndex = 0;
      else this.#said.removeAttribute('tabindex');
    });
  }

  /** @param until milliseconds since 1970; 0: not muted. @param reason absent: the one that is known */
  setMute(until: number, reason?: string): void {
    this.#mutedUntil = until;
    this.#reason = until === 0 ? '' : (reason ?? this.#reason);
    this.#update();
  }

  /** @param seconds that members wait from one message to the next; 0: none */
  setSlowMode(seconds: number): void {
    this.#slowMode = seconds;
    if (seconds === 0) this.#waitUntil = 0;
    this.#update();
  }

  /** Owner and moderators do not wait. */
  setExempt(exempt: boolean): void {
    this.#isExempt = exempt;
    this.#update();
  }

  /** Begins the wait for the next message, if there is one. @param seconds absent: the room's */
  startWait(seconds = this.#slowMode): void {
    if (this.#isExempt) return;
    this.#waitUntil = this.#now() + seconds * 1_000;
    this.#update();
  }

  retranslate(): void {
    this.#update();
  }

  /** The countdown stands outside the live region: a screen reader would read it out every second. */
  #update(): void {
    clearTimeout(this.#timer);
    const { t } = this.#translator;
    const now = this.#now();
    const muted = this.#mutedUntil > now;
    const slow = this.#isExempt ? 0 : this.#slowMode;
    const wait = muted || this.#isExempt ? 0 : Math.max(0, Math.ceil((this.#waitUntil - now) / 1_000));
    this.#element.hidden = !muted && slow === 0 && wait === 0;
    setText(this.#text, muted ? this.#mutedText() : slow > 0 ? t('write.slow', { count: slow }) : '');
    const reason = muted ? this.#reason : '';
    setText(this.#reasonText, reason === '' ? '' : t('write.reason', { reason }));
    this.#why.hidden = reason === '';
    this.#countdown.textContent = wait > 0 ? t('write.wait', { count: wait }) : '';
    this.#onChange(!muted && wait === 0, !muted);
    if (wait > 0) this.#timer = setTimeout(() => this.#update(), 1_000);
    // Browsers take a delay of more than 24 days for none.
    else if (muted)
      this.#timer = setTimeout(() => this.#update(), Math.min(this.#mutedUntil - now + 50, 86_400_000));
  }

  #mutedText(): string {
    const { t, formatDay, formatTime, formatDateTime } = this.#translator;
    const isToday = formatDay(this.#mutedUntil) === formatDay(this.#now());
    return t('write.muted', { until: (isToday ? formatTime : formatDateTime)(this.#mutedUntil) });
  }
}

/** Leaves an unchanged text alone: a screen reader would read it out again. */
function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
