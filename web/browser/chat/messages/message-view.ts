import type { Member } from '@lantern/chat/protocol';
import { copyText } from '../../clipboard.ts';
import { createButton, createElement } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';
import { avatar } from '../members/avatar.ts';
import { roleMarks } from '../members/role-mark.ts';
import type { OutgoingMessage } from '../outbox/outbox.ts';
import { type MessageContent, renderContent, retranslateContent } from './message-content.ts';
import type { FindMentions } from './rich-text.ts';

/** The failures that have a text of their own. */
const KNOWN_FAILURES = new Set([
  'timeout',
  'rate_limited',
  'text_too_long',
  'muted',
  'slow_down',
  'not_sealed',
]);

export interface MessageViewOptions {
  author: Member;
  content: MessageContent;
  at: number;
  /** Whether the reader is the author. */
  isOwn: boolean;
  translator: Translator;
  findMentions: FindMentions;
  /** Opens the author's card; absent: the author's name is no button. */
  openAuthor?: ((author: Member) => void) | undefined;
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
  #head: HTMLElement;
  #author: Member;
  #openAuthor: MessageViewOptions['openAuthor'];
  #content: MessageContent;
  #translator: Translator;
  #findMentions: FindMentions;

  constructor({ author, content, at, isOwn, translator, findMentions, openAuthor }: MessageViewOptions) {
    const { text, answer, mentioned } = renderContent(content, {
      authorName: author.name,
      translator,
      findMentions,
    });
    this.author = author.id;
    this.isOwn = isOwn;
    this.mentionsReader = mentioned && !isOwn;
    this.at = at;
    this.#author = author;
    this.#openAuthor = openAuthor;
    this.#content = content;
    this.#translator = translator;
    this.#findMentions = findMentions;
    this.#time = createElement('time', 'message-time');
    this.#text = text;
    this.#answer = answer;
    this.#name = this.#createName();
    this.#head = createElement('div', 'message-head');
    this.#showHead();
    this.element = createElement(
      'div',
      'message',
      this.#createAvatar(),
      this.#head,
      text,
      ...(answer ? [answer] : []),
    );
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
    this.#showHead();
    retranslateContent(this.element, this.#translator);
  }

  /** Shows the author's new name and role; mentions in the text stay as they are. */
  renameAuthor(author: Member): void {
    const before = this.#author;
    this.#author = author;
    if (before.role !== author.role) this.#showHead();
    if (before.name === author.name) return;
    this.#name.textContent = author.name;
    this.element.querySelector('.avatar')?.replaceWith(this.#createAvatar());
    const actor = this.#text.querySelector('.message-actor');
    if (actor) actor.textContent = author.name;
  }

  /** Hides a message of somebody whom the reader ignores. */
  setIgnored(ignored: boolean): void {
    this.element.hidden = ignored;
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

  #showHead(): void {
    const marks = roleMarks(this.#author, this.#translator).flatMap((mark) => [' ', mark]);
    this.#head.replaceChildren(this.#name, ...marks, ' ', this.#time);
  }

  #setContent(content: MessageContent): void {
    const { text, answer } = renderContent(content, {
      authorName: this.#author.name,
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
