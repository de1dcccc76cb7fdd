import { MAX_NAME, MAX_QUOTE, type Member, type Reply } from '@lantern/chat/protocol';
import { createElement } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';

/** A message that quotes may point to. */
interface QuotedMessage {
  element: HTMLElement;
  /** The author's id. */
  author: string;
  member: Member;
  shownText: string;
}

/** The messages that quotes point to. */
export interface QuotedMessages {
  /** The message with this id, if the page holds it. */
  find(id: string): QuotedMessage | undefined;
  isIgnored(authorId: string): boolean;
  /** Scrolls to a message, if the page still shows it. */
  show(message: QuotedMessage): void;
}

type Answered = { id?: string | undefined; member: Member; text: string };

/** Cuts a text without leaving half a character at its end. */
const cut = (text: string, length: number) => text.slice(0, length).replace(/[\ud800-\udbff]$/u, '');

/** Returns what a reply to a message carries of it. */
export function replyTo(message: Answered): Reply {
  const { id = '', member, text } = message;
  return { id, author: member.id, name: cut(member.name, MAX_NAME), text: cut(text, MAX_QUOTE) };
}

/**
 * Returns what a reply that has waited carries now: what it answers may have been corrected or withdrawn since.
 *
 * @param answered absent: the page does not hold it
 */
export function asItIsNow(reply: Reply, answered?: Answered & { isShared: boolean }): Reply | undefined {
  if (!answered) return reply;
  return answered.isShared ? replyTo(answered) : undefined;
}

/**
 * What a message answers, above its text. The words are those of the message that the page holds. What its author claims of another
 * one is marked: nobody else has checked it.
 */
export class ReplyQuote {
  readonly element: HTMLButtonElement;
  #reply: Reply;
  #messages: QuotedMessages;
  #translator: Translator;

  constructor(reply: Reply, { messages, translator }: { messages: QuotedMessages; translator: Translator }) {
    this.#reply = reply;
    this.#messages = messages;
    this.#translator = translator;
    this.element = createElement('button', 'message-quote');
    this.element.type = 'button';
    this.element.addEventListener('click', () => {
      const quoted = this.#messages.find(this.#reply.id);
      if (quoted?.element.isConnected) this.#messages.show(quoted);
      // The log keeps the newest messages only.
      else this.element.title = this.#translator.t('quote.gone');
    });
    this.update();
  }

  get messageId(): string {
    return this.#reply.id;
  }

  /** Shows the quoted message as it is now. */
  update(): void {
    const quoted = this.#messages.find(this.#reply.id);
    this.element.disabled = !quoted;
    this.element.classList.toggle('message-quote-claimed', !quoted);
    const { t } = this.#translator;
    const author = quoted?.author ?? this.#reply.author;
    const name = createElement('bdi', 'message-quote-author', quoted?.member.name ?? this.#reply.name);
    const words = createElement('span', 'message-quote-text', quoted?.shownText ?? this.#reply.text);
    words.dir = 'auto';
    const claimed = createElement('span', 'message-quote-note', t('quote.claimed'));
    const answered = createElement('span', 'visually-hidden', t('quote.label'));
    if (this.#messages.isIgnored(author)) this.element.replaceChildren(t('quote.ignored'));
    else this.element.replaceChildren(answered, ' ', name, ' ', words, ...(quoted ? [] : [' ', claimed]));
  }
}
