import type { Member } from '@lantern/chat/protocol';
import { createButton, createElement } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';
import { avatar } from '../members/avatar.ts';
import { roleMarks } from '../members/role-mark.ts';

export interface MessageHeadOptions {
  author: Member;
  at: number;
  translator: Translator;
  /** Opens the author's card; absent: the author's name is no button. */
  openAuthor?: ((author: Member) => void) | undefined;
}

/** Who wrote a message, with their marks, and when. */
export class MessageHead {
  readonly element = createElement('div', 'message-head');
  avatar: HTMLElement;
  #author: Member;
  #at: number;
  #name: HTMLElement;
  #time = createElement('time', 'message-time');
  #translator: Translator;
  #openAuthor: MessageHeadOptions['openAuthor'];

  constructor({ author, at, translator, openAuthor }: MessageHeadOptions) {
    this.#author = author;
    this.#at = at;
    this.#translator = translator;
    this.#openAuthor = openAuthor;
    this.avatar = this.#createAvatar();
    this.#name = this.#createName();
    this.retranslate();
  }

  get author(): Member {
    return this.#author;
  }

  setTime(at: number): void {
    this.#at = at;
    this.#time.textContent = this.#translator.formatTime(at);
    this.#time.dateTime = new Date(at).toISOString();
    this.#time.title = this.#translator.formatDateTime(at);
  }

  /** Shows the author's new name and role. */
  rename(author: Member): void {
    const before = this.#author;
    this.#author = author;
    if (before.role !== author.role) this.#show();
    if (before.name === author.name) return;
    this.#name.textContent = author.name;
    const former = this.avatar;
    this.avatar = this.#createAvatar();
    former.replaceWith(this.avatar);
  }

  retranslate(): void {
    this.setTime(this.#at);
    this.#show();
  }

  #createName(): HTMLElement {
    const { name } = this.#author;
    const element = this.#openAuthor
      ? createButton('message-author', name, () => this.#openAuthor?.(this.#author))
      : createElement('strong', 'message-author', name);
    element.dir = 'auto';
    return element;
  }

  /** A pointer can choose the avatar as well; the keyboard has the name. */
  #createAvatar(): HTMLElement {
    const element = avatar(this.#author);
    if (this.#openAuthor) {
      element.classList.add('avatar-opens');
      element.addEventListener('click', () => this.#openAuthor?.(this.#author));
    }
    return element;
  }

  #show(): void {
    const marks = roleMarks(this.#author, this.#translator).flatMap((mark) => [' ', mark]);
    this.element.replaceChildren(this.#name, ...marks, ' ', this.#time);
  }
}
