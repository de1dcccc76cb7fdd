import type { Member } from '@lantern/chat/protocol';
import type { LogNotice } from '../connection/connect.ts';
import { isolate, isolatedNodes } from '../dom/bidi-isolation.ts';
import { createElement } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';
import {
  addPresenceChange,
  emptyPresenceNotice,
  type PresenceChange,
  type PresenceNotice,
  renameInPresenceNotice,
} from '../members/presence-notice.ts';
import type { MessageView } from '../messages/message-view.ts';
import type { AutoScroll } from './auto-scroll.ts';
import { type Gap, unreportedGap } from './gap.ts';
import { continuesGroup, isSameDay } from './grouping.ts';
import { Pruning, type Range } from './pruning.ts';

interface Entry {
  element: HTMLElement;
  at: number;
  daySeparator?: HTMLElement;
  message?: MessageView;
  presence?: PresenceNotice;
  gap?: Gap;
  /** Writes the notice in the page's locale. */
  describe?: () => string;
  /** How many messages were removed here. */
  prunedCount?: number;
}

export interface MessageLogOptions {
  element: HTMLElement;
  scroll: AutoScroll;
  translator: Translator;
}

/**
 * The room's log in the page: messages and notices in the server's order, then the own messages that are not confirmed. Only
 * the newest few hundred entries, and those that are being read, stay in the page.
 */
export class MessageLog {
  #element: HTMLElement;
  #scroll: AutoScroll;
  #translator: Translator;
  #entries: Entry[] = [];
  #pending = new Set<MessageView>();
  #pruning = new Pruning();

  constructor({ element, scroll, translator }: MessageLogOptions) {
    this.#element = element;
    this.#scroll = scroll;
    this.#translator = translator;
  }

  /** Whether the log contains no message. */
  get isEmpty(): boolean {
    return !this.#entries.some(({ message }) => message);
  }

  /** Adds a message of the server, or an own one that the server has just confirmed. */
  add(message: MessageView): void {
    this.#pending.delete(message);
    this.#detach(message);
    this.#insert({ element: message.element, at: message.at, message }, this.#confirmedCount());
    this.#scroll.contentAdded({ unread: !message.isOwn && !message.element.hidden });
  }

  /** Adds an own message that is not confirmed at the end, and scrolls there. */
  addPending(message: MessageView): void {
    this.#pending.delete(message);
    this.#detach(message);
    this.#pending.add(message);
    this.#insert({ element: message.element, at: message.at, message }, this.#entries.length);
    this.#scroll.toEnd();
  }

  remove(message: MessageView): void {
    this.#pending.delete(message);
    this.#detach(message);
    message.element.remove();
  }

  /** Adds a presence change to the last notice, or a new notice when a message follows that. */
  addPresenceChange(
    change: PresenceChange,
    { members, total, at }: { members: Member[]; total: number; at: number },
  ): void {
    if (total === 0) return;
    const last = this.#entries[this.#confirmedCount() - 1];
    const entry =
      last?.presence && isSameDay(last.at, at) ? last : this.#insertNotice('notice-presence', '', at);
    // Presence is not worth interrupting a screen reader for.
    entry.element.ariaLive = 'off';
    entry.presence ??= emptyPresenceNotice();
    addPresenceChange(entry.presence, { change, members, total });
    this.#showPresence(entry.element, entry.presence);
    this.#scroll.contentAdded({ unread: false });
  }

  /** @param joinedAt when the reader first joined */
  addGap(gap: Gap, joinedAt: number): void {
    const unreported = unreportedGap(gap, joinedAt, this.#entries[this.#confirmedCount() - 1]?.gap);
    if (!unreported) return;
    const text = this.#translator.describeGap(unreported);
    this.#insertNotice('notice-gap', text, unreported.to).gap = unreported;
    this.#scroll.contentAdded({ unread: false });
  }

  /** Adds a line that is no message, with marked names. */
  addNotice({ describe, at, warns }: LogNotice): void {
    const entry = this.#insertNotice(warns ? 'notice-warning' : 'notice-told', '', at);
    entry.describe = describe;
    entry.element.append(...isolatedNodes(describe()));
    this.#scroll.contentAdded({ unread: false });
  }

  /** Writes times and notices again, in the current locale and time zone. */
  retranslate(): void {
    this.#scroll.keepPosition(this.#elements(), () => {
      for (const [index, entry] of this.#entries.entries()) {
        const { element, at, daySeparator, message, presence, gap, describe, prunedCount } = entry;
        if (describe) element.replaceChildren(...isolatedNodes(describe()));
        if (presence) this.#showPresence(element, presence);
        message?.retranslate();
        if (gap) element.textContent = this.#translator.describeGap(gap);
        if (prunedCount) element.textContent = this.#translator.t('message.left_out', { count: prunedCount });
        if (daySeparator)
          daySeparator.replaceChildren(createElement('span', '', this.#translator.formatDay(at)));
        this.#group(index);
      }
    });
  }

  /** Replaces the old names of these members in messages and presence notices. */
  rename(members: readonly Member[]): void {
    const byId = new Map(members.map((member) => [member.id, member]));
    for (const { element, message, presence } of this.#entries) {
      const author = message && byId.get(message.author);
      if (author) message.renameAuthor(author);
      if (presence && renameInPresenceNotice(presence, byId)) this.#showPresence(element, presence);
    }
  }

  /** Hides the messages of those whom the reader ignores, and shows all others. */
  showIgnored(isIgnored: (authorId: string) => boolean): void {
    this.#scroll.keepPosition(this.#elements(), () => {
      for (const { message } of this.#entries) message?.setIgnored(isIgnored(message.author));
    });
  }

  #showPresence(element: HTMLElement, notice: PresenceNotice): void {
    element.replaceChildren(...isolatedNodes(this.#translator.describePresence(notice, isolate)));
  }

  #insertNotice(className: string, text: string, at: number): Entry {
    const entry: Entry = { element: createElement('p', `log-notice ${className}`, text), at };
    this.#insert(entry, this.#confirmedCount());
    return entry;
  }

  /** How many entries precede the first pending message. */
  #confirmedCount(): number {
    const first = this.#entries.findIndex(({ message }) => message && this.#pending.has(message));
    return first === -1 ? this.#entries.length : first;
  }

  #insert(entry: Entry, index: number): void {
    const next = this.#entries[index];
    // An element that already stands in its place must not move: a live region would read it out a second time.
    const before = next?.daySeparator ?? next?.element ?? null;
    if (!entry.element.isConnected || entry.element.nextElementSibling !== before) {
      this.#element.insertBefore(entry.element, before);
    }
    this.#entries.splice(index, 0, entry);
    this.#group(index);
    this.#group(index + 1);
    this.#prune();
  }

  /** Removes a message's entry, but leaves its element for {@link #insert} to keep or move. */
  #detach(message: MessageView): void {
    const index = this.#entries.findIndex((entry) => entry.message === message);
    const [entry] = index === -1 ? [] : this.#entries.splice(index, 1);
    entry?.daySeparator?.remove();
    if (entry) this.#group(index);
  }

  /** Adds or removes the day separator and the author line of an entry, depending on the entries before it. */
  #group(index: number): void {
    const entry = this.#entries[index];
    if (!entry) return;
    const previous = this.#entries[index - 1];
    const isNewDay = previous !== undefined && !isSameDay(previous.at, entry.at);
    if (!isNewDay) {
      entry.daySeparator?.remove();
      delete entry.daySeparator;
    } else if (!entry.daySeparator) {
      const day = createElement('span', '', this.#translator.formatDay(entry.at));
      entry.daySeparator = createElement('p', 'log-day', day);
      entry.element.before(entry.daySeparator);
    }
    const previousMessage = this.#entries.slice(0, index).findLast(({ presence }) => !presence)?.message;
    entry.message?.setContinued(!isNewDay && continuesGroup(previousMessage, entry.message));
  }

  #elements(): HTMLElement[] {
    return this.#entries.map(({ element }) => element);
  }

  #prune(): void {
    const { following } = this.#scroll;
    const due = this.#pruning.due(
      this.#entries.length,
      following ? undefined : () => this.#scroll.visibleRange(this.#elements()),
    );
    if (due.length > 0)
      this.#scroll.keepPosition(this.#elements(), () => due.map((range) => this.#removeRange(range)));
  }

  /** Removes entries. A notice says how many messages went, unless the range is at the beginning of the log. */
  #removeRange({ start, end }: Range): void {
    let count = 0;
    for (const entry of this.#entries.splice(start, end - start)) {
      count += entry.message ? 1 : (entry.prunedCount ?? 0);
      entry.daySeparator?.remove();
      entry.element.remove();
    }
    const before = this.#entries[start - 1];
    const next = this.#entries[start];
    if (before && next && count > 0) {
      const notice: Entry = before.prunedCount
        ? before
        : { element: createElement('p', 'log-notice'), at: next.at };
      if (notice !== before) {
        this.#element.insertBefore(notice.element, next.daySeparator ?? next.element);
        this.#entries.splice(start, 0, notice);
      }
      notice.prunedCount = (notice.prunedCount ?? 0) + count;
      notice.element.textContent = this.#translator.t('message.left_out', { count: notice.prunedCount });
      // The notice stands in the middle of the log, and a screen reader must not announce it.
      notice.element.ariaLive = 'off';
    }
    for (const index of [start, start + 1]) this.#group(index);
  }
}
