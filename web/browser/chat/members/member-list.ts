import type { Member } from '@lantern/chat/protocol';
import { createButton, createElement, findPart } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';
import type { IgnoredPeople } from '../ignoring/ignored-people.ts';
import { avatar } from './avatar.ts';
import { roleMarks } from './role-mark.ts';
import type { RoomMembers } from './room-members.ts';

/** A longer list would be of no use and slow the page down; below it stands how many more there are. */
const MAX_SHOWN = 200;

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

  constructor({ root, ownId, translator, ignored, open }: MemberListOptions) {
    this.#list = findPart(root, 'members', HTMLElement);
    this.#count = findPart(root, 'member-count', HTMLElement);
    this.#more = findPart(root, 'more-members', HTMLElement);
    this.#translator = translator;
    this.#ownId = ownId;
    this.#ignored = ignored;
    this.#open = open;
  }

  show(roomMembers: RoomMembers): void {
    const { listed, count } = roomMembers;
    const collator = new Intl.Collator(document.documentElement.lang);
    const isOwn = (member: Member) => Number(member.id === this.#ownId);
    const members = listed
      .toSorted((a, b) => isOwn(b) - isOwn(a) || collator.compare(a.name, b.name))
      .slice(0, MAX_SHOWN);
    const unlisted = Math.max(0, count - members.length);
    this.#count.textContent = String(count);
    this.#list.replaceChildren(...members.map((member) => this.#item(roomMembers.withDistinctName(member))));
    this.#more.hidden = unlisted === 0;
    this.#more.textContent = unlisted === 0 ? '' : this.#translator.t('members.more', { count: unlisted });
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
