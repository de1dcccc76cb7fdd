import type { Member } from '@lantern/chat/protocol';
import { createButton, createElement, findPart } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';
import type { IgnoredPeople } from '../ignoring/ignored-people.ts';
import { onDemand } from '../on-demand.ts';
import { avatar } from './avatar.ts';
import type { MemberSearch } from './member-search.ts';
import { roleMarks } from './role-mark.ts';
import type { RoomMembers } from './room-members.ts';

/** A longer list would be of no use and slow the page down; below it stands how many more there are. */
const MAX_SHOWN = 200;
/** A list that is as short as this is read faster than a name is typed. */
const NOT_SEARCHED = 12;

export interface MemberListOptions {
  root: ParentNode;
  /** The reader's id. */
  ownId: string;
  translator: Translator;
  /** Whom the reader ignores. */
  ignored: Pick<IgnoredPeople, 'has'>;
  /** Called with a member whom the reader chooses. */
  open(member: Member): void;
}

/** Shows the members of the room, the reader first, and their number. A click on a name opens that member's card. */
export class MemberList {
  #list: HTMLElement;
  #count: HTMLElement;
  #more: HTMLElement;
  #translator: Translator;
  #ownId: string;
  #ignored: MemberListOptions['ignored'];
  #open: MemberListOptions['open'];
  /** The field above the list; its script is loaded when it is first used. */
  #field: HTMLInputElement;
  #search: MemberSearch | undefined;
  #collator: Intl.Collator | undefined;
  /** The items of the list by what they show, so that only what changed is made anew. */
  #items = new Map<string, HTMLLIElement>();
  #shown: RoomMembers | undefined;

  constructor({ root, ownId, translator, ignored, open }: MemberListOptions) {
    this.#list = findPart(root, 'members', HTMLElement);
    this.#count = findPart(root, 'member-count', HTMLElement);
    this.#more = findPart(root, 'more-members', HTMLElement);
    this.#translator = translator;
    this.#ownId = ownId;
    this.#ignored = ignored;
    this.#open = open;
    this.#field = findPart(root, 'member-search', HTMLInputElement);
    const search = onDemand(async () => {
      const { MemberSearch } = await import('./member-search.ts');
      const onChange = () => this.#shown && this.show(this.#shown);
      this.#search = new MemberSearch(this.#field, onChange);
      onChange();
    });
    // Where it cannot be loaded, all are shown; the next key asks for it again.
    for (const type of ['focus', 'input'] as const)
      this.#field.addEventListener(type, () => void search().catch(() => undefined));
  }

  show(roomMembers: RoomMembers): void {
    this.#shown = roomMembers;
    const { listed, count } = roomMembers;
    const { lang } = document.documentElement;
    const isOwn = (member: Member) => Number(member.id === this.#ownId);
    this.#field.hidden =
      listed.length <= NOT_SEARCHED && document.activeElement !== this.#field && this.#field.value === '';
    const found = this.#search?.filter(listed) ?? listed;
    // To make it takes 10 ms, and a list of one needs none.
    if (found.length > 1 && this.#collator?.resolvedOptions().locale !== lang)
      this.#collator = new Intl.Collator(lang);
    const members = found
      .toSorted((a, b) => isOwn(b) - isOwn(a) || (this.#collator?.compare(a.name, b.name) ?? 0))
      .slice(0, MAX_SHOWN);
    this.#count.textContent = String(count);
    this.#showItems(members.map((member) => roomMembers.withDistinctName(member)));
    this.#showMore({ hidden: found.length - members.length, unknown: Math.max(0, count - listed.length) });
  }

  #showItems(members: Member[]): void {
    const { lang } = document.documentElement;
    const items = new Map<string, HTMLLIElement>();
    for (const member of members) {
      const key = [member.id, member.name, member.role, this.#ignored.has(member.id), lang].join('\n');
      items.set(key, this.#items.get(key) ?? this.#item(member));
    }
    this.#items = items;
    const shown = new Set<Element>(items.values());
    for (const child of [...this.#list.children]) if (!shown.has(child)) child.remove();
    let next = this.#list.firstElementChild;
    for (const element of shown) {
      // Moving an element would take the keyboard's focus from it.
      if (element === next) next = next.nextElementSibling;
      else this.#list.insertBefore(element, next);
    }
  }

  /**
   * Says below the list whom it does not show.
   *
   * @param hidden of those whose names the page knows
   * @param unknown in the room, without the page knowing their names
   */
  #showMore({ hidden, unknown }: { hidden: number; unknown: number }): void {
    const { t } = this.#translator;
    const parts: string[] = [];
    if (this.#search?.isActive) {
      if (this.#items.size === 0) parts.push(t('members.nobody'));
      if (hidden > 0) parts.push(t('members.more', { count: hidden }));
      if (unknown > 0) parts.push(t('members.unknown', { count: unknown }));
    } else if (hidden + unknown > 0) parts.push(t('members.more', { count: hidden + unknown }));
    // Whoever types a name hears what was found; who comes and goes is no reason to speak.
    this.#more.ariaLive = this.#search?.isActive ? 'polite' : 'off';
    this.#more.hidden = parts.length === 0;
    this.#more.textContent = parts.join(' ');
  }

  #item(member: Member): HTMLLIElement {
    const { t } = this.#translator;
    const name = createElement('span', 'member-name', member.name);
    name.dir = 'auto';
    const notes = [];
    if (member.id === this.#ownId) notes.push(t('members.you'));
    if (this.#ignored.has(member.id)) notes.push(t('members.ignored'));
    const button = createButton('member', '', () => this.#open(member));
    button.append(avatar(member), name, ...roleMarks(member, this.#translator));
    if (notes.length > 0) button.append(createElement('span', 'muted', ` (${notes.join(', ')})`));
    button.title = t('members.open', { name: member.name });
    return createElement('li', '', button);
  }
}
