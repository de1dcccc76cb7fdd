import type { Member } from '@lantern/chat/protocol';
import { createButton, createElement, findPart } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';
import { avatar } from './avatar.ts';
import type { People } from './people.ts';

/** Longer lists help nobody and slow the page down; the number tells the rest. */
const SHOWN = 200;

/** The people in the room, oneself first, and how many there are. A click on a name mentions the person. */
export class PeopleList {
  #list: HTMLElement;
  #count: HTMLElement;
  #more: HTMLElement;
  #translator: Translator;
  #ownId: string;
  #mention: (name: string) => void;

  constructor(root: ParentNode, ownId: string, translator: Translator, mention: (name: string) => void) {
    this.#list = findPart(root, 'people', HTMLElement);
    this.#count = findPart(root, 'people-count', HTMLElement);
    this.#more = findPart(root, 'people-more', HTMLElement);
    this.#translator = translator;
    this.#ownId = ownId;
    this.#mention = mention;
    openOnWideScreens(findPart(root, 'side', HTMLDetailsElement));
  }

  show(people: People): void {
    const { listed, count } = people;
    const order = new Intl.Collator(document.documentElement.lang);
    const own = (member: Member) => Number(member.id === this.#ownId);
    const members = listed
      .toSorted((a, b) => own(b) - own(a) || order.compare(a.name, b.name))
      .slice(0, SHOWN);
    const unlisted = Math.max(0, count - members.length);
    this.#count.textContent = String(count);
    this.#list.replaceChildren(
      ...members.map((member) => this.#person(people.toldApart(member), mentionOf(member, people))),
    );
    this.#more.hidden = unlisted === 0;
    this.#more.textContent = unlisted === 0 ? '' : this.#translator.t('people.more', { count: unlisted });
  }

  #person(member: Member, mention: string): HTMLLIElement {
    const name = createElement('span', 'person-name', member.name);
    name.dir = 'auto';
    if (member.id === this.#ownId) {
      const you = createElement('span', 'muted', ` (${this.#translator.t('people.you')})`);
      return createElement('li', '', createElement('span', 'person', avatar(member), name, you));
    }
    const person = createButton('person', '', () => this.#mention(mention));
    person.append(avatar(member), name);
    person.title = this.#translator.t('people.mention', { name: member.name });
    return createElement('li', '', person);
  }
}

/** What calls this person, and nobody else who is here. */
function mentionOf(member: Member, people: People): string {
  return member.login && people.hasNamesake(member) ? member.login : member.name;
}

function openOnWideScreens(side: HTMLDetailsElement): void {
  const wide = matchMedia('(min-width: 60rem)');
  const follow = () => {
    side.open = wide.matches;
  };
  wide.addEventListener('change', follow);
  follow();
}
