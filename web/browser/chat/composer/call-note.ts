import { findPart } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';
import { callsAll } from '../mentions/calls.ts';

/** Tells a writer who may not call everybody in the room that nobody will be alerted. */
export class CallNote {
  #element: HTMLElement;
  #mayCallAll: () => boolean;
  #translator: Translator;

  constructor(options: { root: ParentNode; mayCallAll(): boolean; translator: Translator }) {
    this.#element = findPart(options.root, 'call-note', HTMLElement);
    this.#mayCallAll = options.mayCallAll;
    this.#translator = options.translator;
  }

  /** @param text that is being written */
  update(text: string): void {
    const isNeeded = callsAll(text) && !this.#mayCallAll();
    if (this.#element.hidden === !isNeeded) return;
    this.#element.hidden = !isNeeded;
    const { t } = this.#translator;
    this.#element.textContent = isNeeded ? t('mentions.not_allowed', { word: t('mentions.all') }) : '';
  }
}
