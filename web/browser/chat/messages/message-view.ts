import type { Member } from '@lantern/chat/protocol';
import { copyText } from '../../clipboard.ts';
import { createButton, createElement } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';
import { avatar } from '../members/avatar.ts';
import type { Outgoing } from '../outbox/outbox.ts';
import type { FindMentions } from './rich-text.ts';
import { retranslateContent, type Said, saidElements } from './said.ts';

const FAILURES = new Set(['timeout', 'rate_limited', 'text_too_long']);

/** One message in the log, from the moment it is written or comes in. */
export class MessageView {
  readonly element: HTMLElement;
  readonly author: string;
  readonly own: boolean;
  readonly mentioned: boolean;
  at: number;
  #name: HTMLElement;
  #time: HTMLTimeElement;
  #text: HTMLElement;
  #answer: HTMLElement | undefined;
  #footer: HTMLElement | undefined;
  #from: Member;
  #said: Said;
  #translator: Translator;
  #findMentions: FindMentions;

  constructor(
    from: Member,
    said: Said,
    at: number,
    own: boolean,
    translator: Translator,
    findMentions: FindMentions,
  ) {
    const { text, answer, mentioned } = saidElements(said, from.name, translator, findMentions);
    this.author = from.id;
    this.own = own;
    this.mentioned = mentioned && !own;
    this.at = at;
    this.#from = from;
    this.#said = said;
    this.#translator = translator;
    this.#findMentions = findMentions;
    this.#time = createElement('time', 'message-time');
    this.#text = text;
    this.#answer = answer;
    this.#name = createElement('strong', 'message-author', from.name);
    this.#name.dir = 'auto';
    const head = createElement('div', 'message-head', this.#name, ' ', this.#time);
    this.element = createElement('div', 'message', avatar(from), head, text, ...(answer ? [answer] : []));
    this.element.classList.toggle('message-own', own);
    this.element.classList.toggle('message-mention', this.mentioned);
    this.timed(at);
  }

  timed(at: number): void {
    this.at = at;
    this.#time.textContent = this.#translator.formatTime(at);
    this.#time.dateTime = new Date(at).toISOString();
    this.#time.title = this.#translator.formatDateTime(at);
  }

  /** In the language of now: what stands around what was said. */
  retranslate(): void {
    retranslateContent(this.element, this.#translator);
  }

  /** Its author is called otherwise now; whom it mentions stays as it was read. */
  renamed(author: Member): void {
    this.#from = author;
    if (this.#name.textContent === author.name) return;
    this.#name.textContent = author.name;
    this.element.querySelector('.avatar')?.replaceWith(avatar(author));
    const doer = this.#text.querySelector('.message-doer');
    if (doer) doer.textContent = author.name;
  }

  /** Under the same author's message before it the author line is left out (but not for screen readers). */
  continued(yes: boolean): void {
    this.element.classList.toggle('message-continued', yes);
  }

  /** The server's copy is here. What it says may be another than what was written: a command is done by now. */
  confirmed(copy: Said, at: number): void {
    this.timed(at);
    this.element.classList.remove('message-pending', 'message-failed');
    this.#foot();
    if (copy.text !== this.#said.text || copy.answer !== undefined || copy.action) this.#say(copy);
  }

  /** The command that this is was not done; why, is told to its author alone. */
  declined(why: string, at: number): void {
    this.confirmed({ ...this.#said, answer: why, private: true }, at);
    this.#answer?.classList.add('message-answer-failed');
  }

  #say(said: Said): void {
    const { text, answer } = saidElements(said, this.#from.name, this.#translator, this.#findMentions);
    this.#said = said;
    this.#text.replaceWith(text);
    this.#text = text;
    this.#answer?.remove();
    this.#answer = answer;
    if (answer) this.element.append(answer);
  }

  /** Shows where an own message stands on its way. */
  outgoing({ state, why, text }: Outgoing, retry: () => void, discard: () => void): void {
    this.element.classList.toggle('message-pending', state !== 'failed');
    this.element.classList.toggle('message-failed', state === 'failed');
    const { t } = this.#translator;
    if (state === 'sent') this.#foot();
    else if (state === 'waiting') this.#foot(t('message.waiting'));
    else {
      const copy = createButton('button-small', t('message.copy'), () => {
        void copyText(text, this.#text).then((done) => {
          if (done) copy.textContent = t('message.copied');
        });
      });
      const reason = t(`message.${why && FAILURES.has(why) ? why : 'refused'}`);
      const again = createButton('button-small', t('message.retry'), retry);
      this.#foot(reason, again, copy, createButton('button-small', t('message.discard'), discard));
    }
  }

  #foot(...content: (Node | string)[]): void {
    this.#footer?.remove();
    this.#footer = undefined;
    if (content.length === 0) return;
    this.#footer = createElement('div', 'message-footer', ...content);
    this.element.append(this.#footer);
  }
}
