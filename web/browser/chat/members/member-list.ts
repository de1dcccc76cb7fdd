import type { Member } from '@lantern/chat/protocol';
import { createButton, createElement, findPart } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';
import { avatar } from './avatar.ts';
import type { RoomMembers } from './room-members.ts';

/** A longer list would be of no use and slow the page down; below it stands how many more there are. */
const MAX_SHOWN = 200;

export interface MemberListOptions {
  root: ParentNode;
  /** The reader's id. */
  ownId: string;
  translator: Translator;
  /** Called with the name of a member whom the reader clicks. */
  mention(name: string): void;
}

/** Shows the members of the room, the reader first, and their number. A click on a name mentions that member. */
export class MemberList {
  #list: HTMLElement;
  #count: HTMLElement;
  #more: HTMLElement;
  #translator: Translator;
  #ownId: string;
  #mention: (name: string) => void;

  constructor({ root, ownId, translator, mention }: MemberListOptions) {
    this.#list = findPart(root, 'members', HTMLElement);
    this.#count = findPart(root, 'member-count', HTMLElement);
    this.#more = findPart(root, 'more-members', HTMLElement);
    this.#translator = translator;
    this.#ownId = ownId;
    this.#mention = mention;
    openOnWideScreens(findPart(root, 'side', HTMLDetailsElement));
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
    this.#list.replaceChildren(
      ...members.map((member) =>
        this.#item(roomMembers.withDistinctName(member), mentionName(member, roomMembers)),
      ),
    );
    this.#more.hidden = unlisted === 0;
    this.#more.textContent = unlisted === 0 ? '' : this.#translator.t('members.more', { count: unlisted });
  }

  #item(member: Member, mention: string): HTMLLIElement {
    const name = createElement('span', 'member-name', member.name);
    name.dir = 'auto';
    if (member.id === this.#ownId) {
      const you = createElement('span', 'muted', ` (${this.#translator.t('members.you')})`);
      return createElement('li', '', createElement('span', 'member', avatar(member), name, you));
    }
    const button = createButton('member', '', () => this.#mention(mention));
    button.append(avatar(member), name);
    button.title = this.#translator.t('members.mention', { name: member.name });
    return createElement('li', '', button);
  }
}

/** The name whose mention means this member, and nobody else in the room. */
function mentionName(member: Member, members: RoomMembers): string {
  return member.login && members.hasNamesake(member) ? member.login : member.name;
}

function openOnWideScreens(side: HTMLDetailsElement): void {
  const wide = matchMedia('(min-width: 60rem)');
  const update = () => {
    side.open = wide.matches;
  };
  wide.addEventListener('change', update);
  update();
}
