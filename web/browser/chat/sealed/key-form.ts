import { findPart } from '../dom/elements.ts';
import { findKey } from './room-key.ts';

export type NoKey = 'no_key' | 'wrong_key' | 'no_https';

export interface KeyFormOptions {
  root: ParentNode;
  /** Takes a key that somebody has entered. @returns whether it is the room's */
  onKey(key: string): Promise<boolean>;
}

/** What stands in the place of the composer while the page has no key: why, and a field for it. */
export class KeyForm {
  #form: HTMLFormElement;
  #field: HTMLInputElement;
  #composer: HTMLElement;
  #reasons: NodeListOf<HTMLElement>;

  constructor({ root, onKey }: KeyFormOptions) {
    this.#form = findPart(root, 'sealed-key', HTMLFormElement);
    this.#field = findPart(root, 'sealed-key-field', HTMLInputElement);
    this.#composer = findPart(root, 'composer', HTMLElement);
    this.#reasons = this.#form.querySelectorAll<HTMLElement>('[data-why]');
    this.#form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const key = findKey(this.#field.value);
      if (key !== undefined && (await onKey(key))) return;
      this.show('wrong_key');
      this.#field.select();
    });
  }

  show(why: NoKey): void {
    this.#form.hidden = false;
    this.#composer.hidden = true;
    for (const reason of this.#reasons) reason.hidden = reason.dataset.why !== why;
    findPart(this.#form, 'sealed-key-entry', HTMLElement).hidden = why === 'no_https';
  }

  hide(): void {
    if (this.#form.hidden) return;
    this.#field.value = '';
    this.#form.hidden = true;
    this.#composer.hidden = false;
    findPart(this.#composer, 'text', HTMLElement).focus();
  }
}
