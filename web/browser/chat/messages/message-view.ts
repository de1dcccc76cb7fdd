import type { Member } from '@lantern/chat/protocol';
import { copyText } from '../../clipboard.ts';
import { createButton, createElement } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';
import { avatar } from '../members/avatar.ts';
import type { OutgoingMessage } from '../outbox/outbox.ts';
import { type MessageContent, renderContent, retranslateContent } from './message-content.ts';
import type { FindMentions } from './rich-text.ts';

/** The failures that have a text of their own. */
const KNOWN_FAILURES = new Set(['timeout', 'rate_limited', 'text_too_long']);

export interface MessageViewOptions {
  author: Member;
  content: MessageContent;
  at: number;
  /** Whether the reader is the author. */
  isOwn: boolean;
  translator: Translator;
  findMentions: FindMentions;
}

/** One message in the log, from the moment when it is written or arrives. */
export class MessageView {
  readonly element: HTMLElement;
  readonly author: string;
  readonly isOwn: boolean;
  readonly mentionsReader: boolean;
  at: number;
  #name: HTMLElement;
  #time: HTMLTimeElement;
  #text: HTMLElement;
  #answer: HTMLElement | undefined;
  #footer: HTMLElement | undefined;
  #authorName: string;
  #content: MessageContent;
  #translator: Translator;
  #findMentions: FindMentions;

  constructor({ author, content, at, isOwn, translator, findMentions }: MessageViewOptions) {
    const { text, answer, mentioned } = renderContent(content, {
      authorName: author.name,
      translator,
      findMentions,
    });
    this.author = author.id;
    this.isOwn = isOwn;
    this.mentionsReader = mentioned && !isOwn;
    this.at = at;
    this.#authorName = author.name;
    this.#content = content;
    this.#translator = translator;
    this.#findMentions = findMentions;
    this.#time = createElement('time', 'message-time');
    this.#text = text;
    this.#answer = answer;
    this.#name = createElement('strong', 'message-author', author.name);
    this.#name.dir = 'auto';
    const head = createElement('div', 'message-head', this.#name, ' ', this.#time);
    this.element = createElement('div', 'message', avatar(author), head, text, ...(answer ? [answer] : []));
    this.element.classList.toggle('message-own', isOwn);
    this.element.classList.toggle('message-mention', this.mentionsReader);
    this.setTime(at);
  }

  setTime(at: number): void {
    this.at = at;
    this.#time.textContent = this.#translator.formatTime(at);
    this.#time.dateTime = new Date(at).toISOString();
    this.#time.title = this.#translator.formatDateTime(at);
  }

  /** Writes all but the message's own text in the current locale and time zone. */
  retranslate(): void {
    this.setTime(this.at);
    retranslateContent(this.element, this.#translator);
  }

  /** Shows the author's new name; mentions in the text stay as they are. */
  renameAuthor(author: Member): void {
    this.#authorName = author.name;
    if (this.#name.textContent === author.name) return;
    this.#name.textContent = author.name;
    this.element.querySelector('.avatar')?.replaceWith(avatar(author));
    const actor = this.#text.querySelector('.message-actor');
    if (actor) actor.textContent = author.name;
  }

  /** Hides the author line of a message that continues a group (but not from screen readers). */
  setContinued(continued: boolean): void {
    this.element.classList.toggle('message-continued', continued);
  }

  /** Shows the server's copy. Its content can differ from what was written: the server has executed a command. */
  confirm(copy: MessageContent, at: number): void {
    this.setTime(at);
    this.element.classList.remove('message-pending', 'message-failed');
    this.#setFooter();
    const { text, answer, action } = copy;
    if (text !== this.#content.text || answer !== undefined || action) this.#setContent(copy);
  }

  /** Shows that the command in this message failed; only the author sees the reason. */
  markCommandFailed(reason: string, at: number): void {
    this.confirm({ ...this.#content, answer: reason, private: true }, at);
    this.#answer?.classList.add('message-answer-failed');
  }

  /** Shows the delivery state of an own message. */
  showDelivery({ state, failure, text }: OutgoingMessage, actions: DeliveryActions): void {
    this.element.classList.toggle('message-pending', state !== 'failed');
    this.element.classList.toggle('message-failed', state === 'failed');
    const { t } = this.#translator;
    if (state === 'sent') this.#setFooter();
    else if (state === 'waiting') this.#setFooter(t('message.waiting'));
    else {
      const copy = createButton('button-small', t('message.copy'), () => {
        void copyText(text, this.#text).then((done) => {
          if (done) copy.textContent = t('message.copied');
        });
      });
      const reason = t(`message.${failure && KNOWN_FAILURES.has(failure) ? failure : 'refused'}`);
      const retry = createButton('button-small', t('message.retry'), actions.retry);
      const discard = createButton('button-small', t('message.discard'), actions.discard);
      this.#setFooter(reason, retry, copy, discard);
    }
  }

  #setContent(content: MessageContent): void {
    const { text, answer } = renderContent(content, {
      authorName: this.#authorName,
      translator: this.#translator,
      findMentions: this.#findMentions,
    });
    this.#content = content;
    this.#text.replaceWith(text);
    this.#text = text;
    this.#answer?.remove();
    this.#answer = answer;
    if (answer) this.element.append(answer);
  }

  #setFooter(...content: (Node | string)[]): void {
    this.#footer?.remove();
    this.#footer = undefined;
    if (content.length === 0) return;
    this.#footer = createElement('div', 'message-footer', ...content);
    this.element.append(this.#footer);
  }
}

/** What the author of a failed message can do. */
interface DeliveryActions {
  retry(): void;
  discard(): void;
}
