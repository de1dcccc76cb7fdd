import type { Member } from '@lantern/chat/protocol';
import { isolate, isolatedNodes } from '../dom/bidi-isolation.ts';
import { createElement } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';
import type { MessageView } from '../messages/message-view.ts';
import { fold, type Move, nobodyMoved, type Presence, rename } from '../people/presence.ts';
import { type Gap, newsOf } from './gap.ts';
import { continues, sameDay } from './grouping.ts';
import { Pruning, type Range } from './pruning.ts';
import type { Scroll } from './scroll.ts';

interface Entry {
  element: HTMLElement;
  at: number;
  day?: HTMLElement;
  message?: MessageView;
  presence?: Presence;
  gap?: Gap;
  /** How many messages stood here and went. */
  leftOut?: number;
}

/**
 * The room's log in the page: messages and notices in the server's order, own messages that are not confirmed always last.
 * Nothing but the newest few hundred, and what is being read, stays in the page.
 */
export class Log {
  #element: HTMLElement;
  #scroll: Scroll;
  #translator: Translator;
  #entries: Entry[] = [];
  #onItsWay = new Set<MessageView>();
  #pruning = new Pruning();

  constructor(element: HTMLElement, scroll: Scroll, translator: Translator) {
    this.#element = element;
    this.#scroll = scroll;
    this.#translator = translator;
  }

  /** Whether nothing was said. */
  get empty(): boolean {
    return !this.#entries.some(({ message }) => message);
  }

  /** A message of the server, or an own one that the server has just confirmed. */
  add(message: MessageView): void {
    this.#onItsWay.delete(message);
    this.#take(message);
    this.#insert({ element: message.element, at: message.at, message }, this.#settled());
    this.#scroll.grown(!message.own);
  }

  /** An own message that is not confirmed: goes to the end, and so does the reader. */
  addOnItsWay(message: MessageView): void {
    this.#onItsWay.delete(message);
    this.#take(message);
    this.#onItsWay.add(message);
    this.#insert({ element: message.element, at: message.at, message }, this.#entries.length);
    this.#scroll.toEnd();
  }

  remove(message: MessageView): void {
    this.#onItsWay.delete(message);
    this.#take(message);
    message.element.remove();
  }

  moved(move: Move, members: Member[], total: number, at: number): void {
    if (total === 0) return;
    const last = this.#entries[this.#settled() - 1];
    const entry = last?.presence && sameDay(last.at, at) ? last : this.#notice('notice-presence', '', at);
    // Who comes and who goes is not worth interrupting a screen reader for.
    entry.element.ariaLive = 'off';
    entry.presence ??= nobodyMoved();
    fold(entry.presence, move, members, total);
    this.#tell(entry.element, entry.presence);
    this.#scroll.grown(false);
  }

  /** @param cameAt when the reader first came */
  gap(gap: Gap, cameAt: number): void {
    const news = newsOf(gap, cameAt, this.#entries[this.#settled() - 1]?.gap);
    if (!news) return;
    this.#notice('notice-gap', this.#translator.describeGap(news), news.to).gap = news;
    this.#scroll.grown(false);
  }

  /** Writes times and notices again, in the language and the zone of now. */
  retranslate(): void {
    this.#scroll.keepPlace(this.#elements(), () => {
      for (const [index, { element, at, day, message, presence, gap, leftOut }] of this.#entries.entries()) {
        message?.timed(at);
        if (presence) this.#tell(element, presence);
        message?.retranslate();
        if (gap) element.textContent = this.#translator.describeGap(gap);
        if (leftOut) element.textContent = this.#translator.t('message.left_out', { count: leftOut });
        if (day) day.replaceChildren(createElement('span', '', this.#translator.formatDay(at)));
        this.#arrange(index);
      }
    });
  }

  /** What these people said and did stands under what they are called now. */
  renamed(members: readonly Member[]): void {
    const known = new Map(members.map((member) => [member.id, member]));
    for (const { element, message, presence } of this.#entries) {
      const author = message && known.get(message.author);
      if (author) message.renamed(author);
      if (presence && rename(presence, known)) this.#tell(element, presence);
    }
  }

  #tell(element: HTMLElement, presence: Presence): void {
    element.replaceChildren(...isolatedNodes(this.#translator.describePresence(presence, isolate)));
  }

  #notice(className: string, text: string, at: number): Entry {
    const entry: Entry = { element: createElement('p', `log-notice ${className}`, text), at };
    this.#insert(entry, this.#settled());
    return entry;
  }

  /** Where the server's part of the log ends and what is on its way begins. */
  #settled(): number {
    const first = this.#entries.findIndex(({ message }) => message && this.#onItsWay.has(message));
    return first === -1 ? this.#entries.length : first;
  }

  #insert(entry: Entry, index: number): void {
    const next = this.#entries[index];
    // Where it already stands it is not moved: a live region would read it out a second time.
    const before = next?.day ?? next?.element ?? null;
    if (!entry.element.isConnected || entry.element.nextElementSibling !== before) {
      this.#element.insertBefore(entry.element, before);
    }
    this.#entries.splice(index, 0, entry);
    this.#arrange(index);
    this.#arrange(index + 1);
    this.#trim();
  }

  /** Forgets where a message stood, but leaves its element for {@link #insert} to keep or move. */
  #take(message: MessageView): void {
    const index = this.#entries.findIndex((entry) => entry.message === message);
    const [entry] = index === -1 ? [] : this.#entries.splice(index, 1);
    entry?.day?.remove();
    if (entry) this.#arrange(index);
  }

  /** Day separator and author line, by what stands before. */
  #arrange(index: number): void {
    const entry = this.#entries[index];
    if (!entry) return;
    const previous = this.#entries[index - 1];
    const newDay = previous !== undefined && !sameDay(previous.at, entry.at);
    if (!newDay) {
      entry.day?.remove();
      delete entry.day;
    } else if (!entry.day) {
      entry.day = createElement(
        'p',
        'log-day',
        createElement('span', '', this.#translator.formatDay(entry.at)),
      );
      entry.element.before(entry.day);
    }
    const said = this.#entries.slice(0, index).findLast(({ presence }) => !presence)?.message;
    entry.message?.continued(!newDay && continues(said, entry.message));
  }

  #elements(): HTMLElement[] {
    return this.#entries.map(({ element }) => element);
  }

  #trim(): void {
    const { following } = this.#scroll;
    const due = this.#pruning.due(
      this.#entries.length,
      following ? undefined : () => this.#scroll.inSight(this.#elements()),
    );
    if (due.length > 0)
      this.#scroll.keepPlace(this.#elements(), () => due.map((range) => this.#leaveOut(range)));
  }

  /** Takes entries away; above the first one that stays nothing is missed, below it a line says how many went. */
  #leaveOut({ start, end }: Range): void {
    let count = 0;
    for (const { element, day, message, leftOut = 0 } of this.#entries.splice(start, end - start)) {
      count += message ? 1 : leftOut;
      day?.remove();
      element.remove();
    }
    const before = this.#entries[start - 1];
    const next = this.#entries[start];
    if (before && next && count > 0) {
      const notice: Entry = before.leftOut
        ? before
        : { element: createElement('p', 'log-notice'), at: next.at };
      if (notice !== before) {
        this.#element.insertBefore(notice.element, next.day ?? next.element);
        this.#entries.splice(start, 0, notice);
      }
      notice.leftOut = (notice.leftOut ?? 0) + count;
      notice.element.textContent = this.#translator.t('message.left_out', { count: notice.leftOut });
      // It stands in the middle, and nobody said it.
      notice.element.ariaLive = 'off';
    }
    for (const index of [start, start + 1]) this.#arrange(index);
  }
}
