import type { Member } from '@lantern/chat/protocol';
import { createElement } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';
import { type DeliveryActions, deliveryNote } from '../outbox/delivery-note.ts';
import type { OutgoingMessage } from '../outbox/outbox.ts';
import type { MessageReactions } from '../reactions/message-reactions.ts';
import { type MessageContent, renderContent, retranslateContent } from './message-content.ts';
import { MessageHead } from './message-head.ts';
import { type QuotedMessages, ReplyQuote } from './reply-quote.ts';
import type { FindMentions } from './rich-text.ts';

export interface MessageViewOptions {
  author: Member;
  content: MessageContent;
  at: number;
  /** The server's id; absent: the message is not confirmed. */
  id?: string | undefined;
  /** Whether the reader is the author. */
  isOwn: boolean;
  /** Whether the message answers one of the reader's. */
  answersReader?: boolean;
  translator: Translator;
  findMentions: FindMentions;
  messages: QuotedMessages;
  /** Opens the author's card; absent: the author's name is no button. */
  openAuthor?: ((author: Member) => void) | undefined;
}

const views = new WeakMap<Element, MessageView>();

/** The message that an element of the log shows, or is in. */
export const messageOf = (element: Element): MessageView | undefined =>
  views.get(element.closest('.message') ?? element);

/** One message in the log, from the moment when it is written or arrives. */
export class MessageView {
  readonly element: HTMLElement;
  /** The author's id. */
  readonly author: string;
  readonly isOwn: boolean;
  /** Whether the message mentions or answers the reader. */
  readonly mentionsReader: boolean;
  id: string | undefined;
  at: number;
  #head: MessageHead;
  #quote: ReplyQuote | undefined;
  #text: HTMLElement;
  #answer: HTMLElement | undefined;
  #note: HTMLElement | undefined;
  #footer: HTMLElement | undefined;
  #reactions: MessageReactions | undefined;
  #content: MessageContent;
  #correctedAt: number | undefined;
  #isWithdrawn = false;
  #translator: Translator;
  #findMentions: FindMentions;

  constructor(options: MessageViewOptions) {
    const { author, content, at, id, isOwn, translator, findMentions, messages, openAuthor } = options;
    this.id = id;
    this.author = author.id;
    this.isOwn = isOwn;
    this.at = at;
    this.#content = content;
    this.#translator = translator;
    this.#findMentions = findMentions;
    this.#head = new MessageHead({ author, at, translator, openAuthor });
    const { text, answer, mentioned } = this.#render(content);
    this.mentionsReader = (mentioned || options.answersReader === true) && !isOwn;
    this.#text = text;
    this.#answer = answer;
    if (content.reply) this.#quote = new ReplyQuote(content.reply, { messages, translator });
    const parts = [this.#quote?.element, text, answer].filter((part) => part !== undefined);
    this.element = createElement('div', 'message', this.#head.avatar, this.#head.element, ...parts);
    this.element.classList.toggle('message-own', isOwn);
    this.element.classList.toggle('message-mention', this.mentionsReader);
    views.set(this.element, this);
  }

  get member(): Member {
    return this.#head.author;
  }

  /** The text as it was typed. */
  get text(): string {
    return this.#content.text;
  }

  /** What a quote shows of the message. */
  get shownText(): string {
    return this.#isWithdrawn ? this.#translator.t('message.withdrawn') : this.text;
  }

  /** The id of the message that this one answers. */
  get answeredId(): string | undefined {
    return this.#quote?.messageId;
  }

  /** Whether others have the message, too, and it says something: it can be answered, and its author can withdraw it. */
  get isShared(): boolean {
    return this.id !== undefined && !this.#content.private && !this.#isWithdrawn;
  }

  /** Whether the message is a plain text, which its author can correct: no command, and no action. */
  get isCorrectable(): boolean {
    return this.isShared && this.#content.answer === undefined && !this.#content.action;
  }

  get reactions(): MessageReactions | undefined {
    return this.#reactions;
  }

  /** Writes all but the message's own text in the current locale and time zone. */
  retranslate(): void {
    this.#head.retranslate();
    this.#quote?.update();
    this.#reactions?.update();
    this.#showNote();
    if (this.#isWithdrawn) this.#text.textContent = this.shownText;
    retranslateContent(this.element, this.#translator);
  }

  /** Shows the author's new name and role; mentions in the text stay as they are. */
  renameAuthor(author: Member): void {
    this.#head.rename(author);
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
  confirm(copy: MessageContent & { id?: string }, at: number): void {
    this.id = copy.id;
    this.at = at;
    this.#head.setTime(at);
    this.element.classList.remove('message-pending', 'message-failed');
    this.#setFooter();
    const { text, answer, action, reply } = copy;
    // A command answers nothing.
    if (!reply) this.#quote?.element.remove();
    if (text !== this.text || answer !== undefined || action) this.#setContent(copy);
  }

  /** Shows that the command in this message failed; only the author sees the reason. */
  markCommandFailed(reason: string, at: number): void {
    this.confirm({ ...this.#content, answer: reason, private: true }, at);
    this.#answer?.classList.add('message-answer-failed');
  }

  /** Shows another text, unless it is older than what is shown. */
  correct(text: string, at: number): void {
    if (!this.isCorrectable || at < (this.#correctedAt ?? 0)) return;
    this.#correctedAt = at;
    this.#setContent({ ...this.#content, text });
    this.#showNote();
  }

  /** Shows that the author has withdrawn the message, and nothing else of it. */
  withdraw(): void {
    this.#isWithdrawn = true;
    this.#content = { text: '' };
    this.#correctedAt = undefined;
    for (const part of [this.#quote?.element, this.#answer, this.#reactions?.element]) part?.remove();
    this.#quote = undefined;
    this.#answer = undefined;
    this.#reactions = undefined;
    this.#setFooter();
    this.#showNote();
    this.#replaceText(createElement('p', 'message-text message-withdrawn', this.shownText));
    this.element.classList.remove('message-mention');
  }

  addReactions(reactions: MessageReactions): void {
    this.#reactions = reactions;
    this.#addParts();
  }

  updateQuote(): void {
    this.#quote?.update();
  }

  /** Shows the delivery state of an own message. */
  showDelivery(message: OutgoingMessage, actions: DeliveryActions): void {
    this.element.classList.toggle('message-pending', message.state !== 'failed');
    this.element.classList.toggle('message-failed', message.state === 'failed');
    const context = { translator: this.#translator, shownIn: this.#text };
    this.#setFooter(...deliveryNote(message, actions, context));
  }

  /** Shows what became of a correction, withdrawal or reaction of the reader; without arguments nothing. */
  showChange(...content: (Node | string)[]): void {
    this.element.classList.toggle('message-failed', content.length > 0);
    this.#setFooter(...content);
  }

  #render(content: MessageContent) {
    const context = { translator: this.#translator, findMentions: this.#findMentions };
    return renderContent(content, { authorName: this.member.name, ...context });
  }

  #setContent(content: MessageContent): void {
    const { text, answer } = this.#render(content);
    this.#content = content;
    this.#replaceText(text);
    this.#answer?.remove();
    this.#answer = answer;
    this.#addParts();
  }

  #replaceText(text: HTMLElement): void {
    this.#text.replaceWith(text);
    this.#text = text;
  }

  #showNote(): void {
    this.#note?.remove();
    this.#note = undefined;
    if (this.#correctedAt === undefined) return;
    const { t, formatTime, formatDateTime } = this.#translator;
    const words = t('message.corrected', { time: formatTime(this.#correctedAt) });
    this.#note = createElement('p', 'message-note', words);
    this.#note.title = formatDateTime(this.#correctedAt);
    this.#addParts();
  }

  #setFooter(...content: (Node | string)[]): void {
    this.#footer?.remove();
    this.#footer = undefined;
    if (content.length > 0) this.#footer = createElement('div', 'message-footer', ...content);
    this.#addParts();
  }

  /** Adds what came later in the life of the message below it, in one order; what stands there does not move. */
  #addParts(): void {
    let next: Element | null = null;
    for (const part of [this.#footer, this.#reactions?.element, this.#note, this.#answer]) {
      if (part && part.parentElement !== this.element) this.element.insertBefore(part, next);
      next = part ?? next;
    }
  }
}
