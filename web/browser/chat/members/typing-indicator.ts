import type { Member } from '@lantern/chat/protocol';
import { isolate, isolatedNodes } from '../dom/bidi-isolation.ts';
import { FrameSchedule } from '../dom/frame-schedule.ts';
import type { Translator } from '../i18n/translator.ts';
import { TYPING_TIMEOUT, TypingMembers } from './typing.ts';

/** Shows which members are typing. */
export class TypingIndicator {
  #element: HTMLElement;
  #translator: Translator;
  #members = new TypingMembers();
  #schedule = new FrameSchedule(() => this.#show());
  #line = '';

  constructor({ element, translator }: { element: HTMLElement; translator: Translator }) {
    this.#element = element;
    this.#translator = translator;
  }

  add(member: Member): void {
    this.#members.add(member, Date.now());
    this.#update();
    setTimeout(() => this.#update(), TYPING_TIMEOUT + 50);
  }

  remove(members: Member[]): void {
    const removed = members.filter(({ id }) => this.#members.remove(id));
    if (removed.length > 0) this.#update();
  }

  clear(): void {
    this.#members.clear();
    this.#update();
  }

  retranslate(): void {
    this.#update();
  }

  #update(): void {
    this.#schedule.request();
  }

  #show(): void {
    const line = this.#translator.describeTyping(this.#members.names(Date.now()), isolate);
    if (line === this.#line) return;
    this.#line = line;
    this.#element.replaceChildren(...isolatedNodes(line));
  }
}
