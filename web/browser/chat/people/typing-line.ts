import type { Member } from '@lantern/chat/protocol';
import { isolate, isolated } from '../dom/isolated.ts';
import type { Words } from '../i18n/words.ts';
import { TYPING_LASTS, Typists } from './typing.ts';

/** The line that says who is typing. */
export class TypingLine {
  #element: HTMLElement;
  #words: Words;
  #typists = new Typists();

  constructor(element: HTMLElement, words: Words) {
    this.#element = element;
    this.#words = words;
  }

  add(member: Member): void {
    this.#typists.add(member, Date.now());
    this.#show();
    setTimeout(() => this.#show(), TYPING_LASTS + 50);
  }

  remove(members: Member[]): void {
    for (const { id } of members) this.#typists.remove(id);
    this.#show();
  }

  clear(): void {
    this.#typists.clear();
    this.#show();
  }

  /** In the language of now. */
  rewrite(): void {
    this.#show();
  }

  #show(): void {
    const line = this.#words.typing(this.#typists.names(Date.now()), isolate);
    this.#element.replaceChildren(...isolated(line));
  }
}
