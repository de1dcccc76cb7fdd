import type { Member } from '@lantern/chat/protocol';
import { isolate, isolatedNodes } from '../dom/bidi-isolation.ts';
import type { Translator } from '../i18n/translator.ts';
import { TYPING_LASTS, Typists } from './typing.ts';

/** The line that says who is typing. */
export class TypingLine {
  #element: HTMLElement;
  #translator: Translator;
  #typists = new Typists();

  constructor(element: HTMLElement, translator: Translator) {
    this.#element = element;
    this.#translator = translator;
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
  retranslate(): void {
    this.#show();
  }

  #show(): void {
    const line = this.#translator.describeTyping(this.#typists.names(Date.now()), isolate);
    this.#element.replaceChildren(...isolatedNodes(line));
  }
}
