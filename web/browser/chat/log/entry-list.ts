import { createElement } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';
import type { PresenceNotice } from '../members/presence-notice.ts';
import type { MessageView } from '../messages/message-view.ts';
import type { Gap } from './gap.ts';
import { continuesGroup, isSameDay } from './grouping.ts';
import type { Range } from './pruning.ts';

/** A message or notice of the log. */
export interface Entry {
  element: HTMLElement;
  at: number;
  daySeparator?: HTMLElement;
  /** Stands before the entry, and before its day separator. */
  unreadLine?: HTMLElement;
  message?: MessageView;
  presence?: PresenceNotice;
  gap?: Gap;
  /** Writes the notice in the page's locale. */
  describe?: () => string;
  /** How many messages were removed here. */
  prunedCount?: number;
  /** Whether its element is still to be put into the page. */
  isNew?: boolean;
}

/** The entries of the log in their order, with the day separators and author lines that follow from it. */
export class EntryList {
  #element: HTMLElement;
  #translator: Translator;
  #entries: Entry[] = [];

  constructor(element: HTMLElement, translator: Translator) {
    this.#element = element;
    this.#translator = translator;
  }

  get all(): readonly Entry[] {
    return this.#entries;
  }

  get elements(): HTMLElement[] {
    return this.#entries.map(({ element }) => element);
  }

  /** Adds an entry whose element {@link showNewBefore} will put into the page. */
  addNew(entry: Entry, index: number): void {
    entry.isNew = true;
    this.#entries.splice(index, 0, entry);
  }

  /**
   * Puts the new entries that end before an index into the page, as one portion.
   *
   * @returns the entries
   */
  showNewBefore(end: number): Entry[] {
    let start = end;
    while (this.#entries[start - 1]?.isNew) start--;
    const shown = this.#entries.slice(start, end);
    for (const entry of shown) delete entry.isNew;
    const elements = shown.map(({ element }) => element);
    this.#putBefore(this.#entries[end], createElement('div', 'log-portion', ...elements));
    for (let index = start; index <= end; index++) this.group(index);
    return shown;
  }

  /** Puts an entry into the page at once. */
  insert(entry: Entry, index: number): void {
    // An element that already stands in its place must not move: a live region would read it out a second time.
    const next = this.#entries[index];
    if (!entry.element.isConnected || entry.element.nextElementSibling !== this.#firstElementOf(next)) {
      this.#putBefore(next, entry.element);
    }
    this.#entries.splice(index, 0, entry);
    this.group(index);
    this.group(index + 1);
  }

  /** An entry may be in an element that holds several. */
  #putBefore(next: Entry | undefined, ...elements: HTMLElement[]): void {
    const before = this.#firstElementOf(next);
    if (before) before.before(...elements);
    else this.#element.append(...elements);
  }

  #firstElementOf(entry: Entry | undefined): HTMLElement | null {
    return entry?.unreadLine ?? entry?.daySeparator ?? entry?.element ?? null;
  }

  /** Puts the unread line before an entry, from wherever it was. */
  placeUnreadLine(line: HTMLElement, entry: Entry): void {
    this.removeUnreadLine();
    this.#firstElementOf(entry)?.before(line);
    entry.unreadLine = line;
    this.group(this.#entries.indexOf(entry));
  }

  removeUnreadLine(): void {
    const index = this.#entries.findIndex(({ unreadLine }) => unreadLine);
    const entry = this.#entries[index];
    entry?.unreadLine?.remove();
    delete entry?.unreadLine;
    this.group(index);
  }

  /** Removes a message's entry, but leaves its element for {@link insert} to keep or move. */
  detach(message: MessageView): void {
    const index = this.#entries.findIndex((entry) => entry.message === message);
    const [entry] = index === -1 ? [] : this.#entries.splice(index, 1);
    entry?.daySeparator?.remove();
    entry?.unreadLine?.remove();
    if (entry) this.group(index);
  }

  /** Adds or removes the day separator and the author line of an entry, depending on the entries before it. */
  group(index: number): void {
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
    const begins = isNewDay || entry.unreadLine !== undefined;
    entry.message?.setContinued(!begins && continuesGroup(this.#messageBefore(index), entry.message));
  }

  /** The message that an entry may continue: no notice but those of presence stands between the two. */
  #messageBefore(index: number): MessageView | undefined {
    let before = index - 1;
    while (this.#entries[before]?.presence) before--;
    return this.#entries[before]?.message;
  }

  /** Removes entries. A notice says how many messages went, unless the range is at the beginning of the log. */
  removeRange({ start, end }: Range): void {
    let count = 0;
    let line: HTMLElement | undefined;
    const first = this.#firstElementOf(this.#entries[start]);
    if (!first) return;
    // One change of the page for all of them.
    const elements = document.createRange();
    elements.setStartBefore(first);
    for (const entry of this.#entries.splice(start, end - start)) {
      count += entry.message ? 1 : (entry.prunedCount ?? 0);
      line ??= entry.unreadLine;
      elements.setEndAfter(entry.element);
    }
    elements.deleteContents();
    for (const portion of this.#element.querySelectorAll('.log-portion:empty')) portion.remove();
    const before = this.#entries[start - 1];
    const next = this.#entries[start];
    if (before && next && count > 0) {
      const notice: Entry = before.prunedCount
        ? before
        : { element: createElement('p', 'log-notice'), at: next.at };
      if (notice !== before) {
        this.#putBefore(next, notice.element);
        this.#entries.splice(start, 0, notice);
      }
      notice.prunedCount = (notice.prunedCount ?? 0) + count;
      notice.element.textContent = this.#translator.t('message.left_out', { count: notice.prunedCount });
      // The notice stands in the middle of the log, and a screen reader must not announce it.
      notice.element.ariaLive = 'off';
    }
    for (const index of [start, start + 1]) this.group(index);
    // All that is left below it came after it.
    if (line && next) this.placeUnreadLine(line, next);
  }
}
