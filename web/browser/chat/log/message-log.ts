import type { Member } from '@lantern/chat/protocol';
import type { LogNotice } from '../connection/connect.ts';
import { isolate, isolatedNodes } from '../dom/bidi-isolation.ts';
import { createElement } from '../dom/elements.ts';
import { FrameSchedule } from '../dom/frame-schedule.ts';
import { keepPositionWhileFormatting } from '../formatting/formatter.ts';
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
import { type Entry, EntryList } from './entry-list.ts';
import { type Gap, unreportedGap } from './gap.ts';
import { isSameDay } from './grouping.ts';
import { Pruning } from './pruning.ts';
import { ReadAloud } from './read-aloud.ts';
import { UnreadLine } from './unread-line.ts';

export interface MessageLogOptions {
  element: HTMLElement;
  scroll: AutoScroll;
  translator: Translator;
}

/** In milliseconds: how often at most the log grows below a reader who is further up. */
const BELOW_READER = 200;

/**
 * The room's log in the page: messages and notices in the server's order, then the own messages that are not confirmed. Only
 * the newest few hundred entries, and those that are being read, stay in the page. What arrives is shown once a frame.
 */
export class MessageLog {
  #scroll: AutoScroll;
  #translator: Translator;
  #entries: EntryList;
  #pending = new Set<MessageView>();
  #pruning = new Pruning();
  #showing = new FrameSchedule(
    () => this.#showNew(),
    () => (this.#scroll.following ? 0 : BELOW_READER),
  );
  /** How many messages that the reader has not seen are still to be shown. */
  #unread = 0;
  #readAloud: ReadAloud;
  #unreadLine: UnreadLine;

  constructor({ element, scroll, translator }: MessageLogOptions) {
    this.#scroll = scroll;
    this.#translator = translator;
    this.#entries = new EntryList(element, translator);
    this.#readAloud = new ReadAloud(element);
    this.#unreadLine = new UnreadLine({ scroll, translator, remove: () => this.#removeUnreadLine() });
    // A key or a click of the reader's is shown before messages of others.
    for (const type of ['keydown', 'pointerdown'])
      addEventListener(type, () => this.#showing.spareFrame(), { capture: true, passive: true });
    keepPositionWhileFormatting((change) => this.#scroll.keepPosition(this.#entries.elements, change));
  }

  /** Whether the log contains no message. */
  get isEmpty(): boolean {
    return !this.#entries.all.some(({ message }) => message);
  }

  /** Adds a message of the server, or an own one that the server has just confirmed. */
  add(message: MessageView): void {
    if (this.#pending.has(message)) this.#confirm(message);
    else this.#append({ element: message.element, at: message.at, message });
    if (message.isOwn) this.#removeUnreadLine();
    else if (isUnread(message)) this.#unread++;
  }

  /** Adds an own message that is not confirmed at the end, and scrolls there. */
  addPending(message: MessageView): void {
    this.#showing.flush();
    this.#removeUnreadLine();
    this.#entries.detach(message);
    this.#pending.add(message);
    this.#insert({ element: message.element, at: message.at, message }, this.#entries.all.length);
    this.#scroll.toEnd();
  }

  remove(message: MessageView): void {
    this.#showing.flush();
    this.#pending.delete(message);
    this.#entries.detach(message);
    message.element.remove();
  }

  /** Adds a presence change to the last notice, or a new notice when a message follows that. */
  addPresenceChange(
    change: PresenceChange,
    { members, total, at }: { members: Member[]; total: number; at: number },
  ): void {
    if (total === 0) return;
    const last = this.#entries.all[this.#confirmedCount() - 1];
    const entry =
      last?.presence && isSameDay(last.at, at) ? last : this.#appendNotice('notice-presence', '', at);
    // Presence is not worth interrupting a screen reader for.
    entry.element.ariaLive = 'off';
    entry.presence ??= emptyPresenceNotice();
    addPresenceChange(entry.presence, { change, members, total });
    this.#showPresence(entry.element, entry.presence);
  }

  /** @param joinedAt when the reader first joined */
  addGap(gap: Gap, joinedAt: number): void {
    const unreported = unreportedGap(gap, joinedAt, this.#entries.all[this.#confirmedCount() - 1]?.gap);
    if (!unreported) return;
    const text = this.#translator.describeGap(unreported);
    this.#appendNotice('notice-gap', text, unreported.to).gap = unreported;
  }

  /** Adds a line that is no message, with marked names. */
  addNotice({ describe, at, warns }: LogNotice): void {
    const words = isolatedNodes(describe());
    const entry = this.#appendNotice(warns ? 'notice-warning' : 'notice-told', '', at);
    entry.describe = describe;
    entry.element.append(...words);
  }

  /** Writes times and notices again, in the current locale and time zone. */
  retranslate(): void {
    this.#showing.flush();
    this.#unreadLine.retranslate();
    this.#scroll.keepPosition(this.#entries.elements, () => {
      for (const [index, entry] of this.#entries.all.entries()) {
        const { element, at, daySeparator, message, presence, gap, describe, prunedCount } = entry;
        if (describe) element.replaceChildren(...isolatedNodes(describe()));
        if (presence) this.#showPresence(element, presence);
        message?.retranslate();
        if (gap) element.textContent = this.#translator.describeGap(gap);
        if (prunedCount) element.textContent = this.#translator.t('message.left_out', { count: prunedCount });
        if (daySeparator)
          daySeparator.replaceChildren(createElement('span', '', this.#translator.formatDay(at)));
        this.#entries.group(index);
      }
    });
  }

  /** Replaces the old names of these members in messages and presence notices. */
  rename(members: readonly Member[]): void {
    const byId = new Map(members.map((member) => [member.id, member]));
    for (const { element, message, presence } of this.#entries.all) {
      const author = message && byId.get(message.author);
      if (author) message.renameAuthor(author);
      if (presence && renameInPresenceNotice(presence, byId)) this.#showPresence(element, presence);
    }
  }

  /** Hides the messages of those whom the reader ignores, and shows all others. */
  showIgnored(isIgnored: (authorId: string) => boolean): void {
    this.#showing.flush();
    this.#scroll.keepPosition(this.#entries.elements, () => {
      for (const { message } of this.#entries.all) message?.setIgnored(isIgnored(message.author));
    });
    const { all } = this.#entries;
    const line = all.findIndex(({ unreadLine }) => unreadLine);
    if (line !== -1 && !all.slice(line).some(({ message }) => message && isUnread(message)))
      this.#removeUnreadLine();
  }

  #showPresence(element: HTMLElement, notice: PresenceNotice): void {
    element.replaceChildren(...isolatedNodes(this.#translator.describePresence(notice, isolate)));
  }

  #appendNotice(className: string, text: string, at: number): Entry {
    const entry: Entry = { element: createElement('p', `log-notice ${className}`, text), at };
    this.#append(entry);
    return entry;
  }

  /** Adds an entry after all confirmed ones; the next frame shows it. */
  #append(entry: Entry): void {
    this.#entries.addNew(entry, this.#confirmedCount());
    this.#showing.request();
  }

  /** Puts what was appended since the last frame into the page, removes what is too much, and scrolls: one layout for all. */
  #showNew(): void {
    this.#readAloud.adding(this.#unread);
    const shown = this.#entries.showNewBefore(this.#confirmedCount());
    this.#scroll.addedBelow(shown[0]?.element.parentElement);
    this.#placeUnreadLine(shown);
    this.#prune();
    this.#scroll.contentAdded(this.#unread);
    this.#unread = 0;
    if (this.#unreadLine.element.isConnected) this.#unreadLine.update();
  }

  /** Puts the unread line before the first of these entries that the reader has not seen, if one is due. */
  #placeUnreadLine(shown: readonly Entry[]): void {
    if (!this.#unreadLine.isDue) return;
    const first = shown.find(({ message }) => message && isUnread(message));
    // Above the first message of all there is nothing to tell it from.
    if (!first || this.#entries.all.find(({ message }) => message) === first) return;
    this.#scroll.keepPosition(this.#entries.elements, () =>
      this.#entries.placeUnreadLine(this.#unreadLine.element, first),
    );
    this.#unreadLine.placed();
  }

  #removeUnreadLine(): void {
    if (!this.#unreadLine.element.isConnected) return;
    this.#scroll.keepPosition(this.#entries.elements, () => this.#entries.removeUnreadLine());
    this.#unreadLine.update();
  }

  #confirm(message: MessageView): void {
    this.#showing.flush();
    this.#pending.delete(message);
    this.#entries.detach(message);
    this.#insert({ element: message.element, at: message.at, message }, this.#confirmedCount());
    this.#scroll.contentAdded(0);
  }

  /** How many entries precede the first pending message. */
  #confirmedCount(): number {
    if (this.#pending.size === 0) return this.#entries.all.length;
    const first = this.#entries.all.findIndex(({ message }) => message && this.#pending.has(message));
    return first === -1 ? this.#entries.all.length : first;
  }

  #insert(entry: Entry, index: number): void {
    this.#entries.insert(entry, index);
    this.#prune();
  }

  #prune(): void {
    const { following } = this.#scroll;
    const due = this.#pruning.due(
      this.#entries.all.length,
      following ? undefined : () => this.#scroll.visibleRange(this.#entries.elements),
    );
    if (due.length > 0)
      this.#scroll.keepPosition(this.#entries.elements, () =>
        due.map((range) => this.#entries.removeRange(range)),
      );
  }
}

/** Whether a message counts as one that its reader has to read: not their own, nor of somebody whom they ignore. */
function isUnread({ isOwn, element }: MessageView): boolean {
  return !isOwn && !element.hidden;
}
