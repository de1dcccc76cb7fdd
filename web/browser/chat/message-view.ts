import type { Member } from '@lantern/chat/protocol';
import { avatar } from './avatar.ts';
import { copyText } from './clipboard.ts';
import type { Outgoing } from './outbox.ts';
import { build, button } from './parts.ts';
import { type FindMentions, richText } from './rich-text.ts';
import type { Words } from './words.ts';

const FAILURES = new Set(['timeout', 'rate_limited', 'text_too_long']);

/** One message in the log, from the moment it is written or comes in. */
export class MessageView {
  readonly element: HTMLElement;
  readonly author: string;
  readonly own: boolean;
  readonly mentioned: boolean;
  at: number;
  #time: HTMLTimeElement;
  #text: HTMLElement;
  #footer: HTMLElement | undefined;
  #words: Words;

  constructor(
    from: Member,
    text: string,
    at: number,
    own: boolean,
    words: Words,
    findMentions: FindMentions,
  ) {
    const { nodes, mentioned } = richText(text, findMentions);
    this.author = from.id;
    this.own = own;
    this.mentioned = mentioned && !own;
    this.at = at;
    this.#words = words;
    this.#time = build('time', 'message-time');
    this.#text = build('p', 'message-text', ...nodes);
    this.#text.dir = 'auto';
    const name = build('strong', 'message-author', from.name);
    name.dir = 'auto';
    const head = build('div', 'message-head', name, ' ', this.#time);
    this.element = build('div', 'message', avatar(from), head, this.#text);
    this.element.classList.toggle('message-own', own);
    this.element.classList.toggle('message-mention', this.mentioned);
    this.timed(at);
  }

  timed(at: number): void {
    this.at = at;
    this.#time.textContent = this.#words.minute(at);
    this.#time.dateTime = new Date(at).toISOString();
    this.#time.title = this.#words.exact(at);
  }

  /** Under the same author's message before it the author line is left out (but not for screen readers). */
  continued(yes: boolean): void {
    this.element.classList.toggle('message-continued', yes);
  }

  /** The server's copy is here. */
  confirmed(at: number): void {
    this.timed(at);
    this.element.classList.remove('message-pending', 'message-failed');
    this.#foot();
  }

  /** Shows where an own message stands on its way. */
  outgoing({ state, why, text }: Outgoing, retry: () => void, discard: () => void): void {
    this.element.classList.toggle('message-pending', state !== 'failed');
    this.element.classList.toggle('message-failed', state === 'failed');
    const { t } = this.#words;
    if (state === 'sent') this.#foot();
    else if (state === 'waiting') this.#foot(t('message.waiting'));
    else {
      const copy = button('button-small', t('message.copy'), () => {
        void copyText(text, this.#text).then((done) => {
          if (done) copy.textContent = t('message.copied');
        });
      });
      const reason = t(`message.${why && FAILURES.has(why) ? why : 'refused'}`);
      const again = button('button-small', t('message.retry'), retry);
      this.#foot(reason, again, copy, button('button-small', t('message.discard'), discard));
    }
  }

  #foot(...content: (Node | string)[]): void {
    this.#footer?.remove();
    this.#footer = undefined;
    if (content.length === 0) return;
    this.#footer = build('div', 'message-footer', ...content);
    this.element.append(this.#footer);
  }
}
