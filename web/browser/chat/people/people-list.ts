import type { Member } from '@lantern/chat/protocol';
import { build, button, part } from '../dom/parts.ts';
import type { Words } from '../i18n/words.ts';
import { avatar } from './avatar.ts';
import type { People } from './people.ts';

/** Longer lists help nobody and slow the page down; the number tells the rest. */
const SHOWN = 200;

/** The people in the room, oneself first, and how many there are. A click on a name mentions the person. */
export class PeopleList {
  #list: HTMLElement;
  #count: HTMLElement;
  #more: HTMLElement;
  #words: Words;
  #ownId: string;
  #mention: (name: string) => void;

  constructor(root: ParentNode, ownId: string, words: Words, mention: (name: string) => void) {
    this.#list = part(root, 'people', HTMLElement);
    this.#count = part(root, 'people-count', HTMLElement);
    this.#more = part(root, 'people-more', HTMLElement);
    this.#words = words;
    this.#ownId = ownId;
    this.#mention = mention;
    openOnWideScreens(part(root, 'side', HTMLDetailsElement));
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
    this.#more.textContent = unlisted === 0 ? '' : this.#words.t('people.more', { count: unlisted });
  }

  #person(member: Member, mention: string): HTMLLIElement {
    const name = build('span', 'person-name', member.name);
    name.dir = 'auto';
    if (member.id === this.#ownId) {
      const you = build('span', 'muted', ` (${this.#words.t('people.you')})`);
      return build('li', '', build('span', 'person', avatar(member), name, you));
    }
    const person = button('person', '', () => this.#mention(mention));
    person.append(avatar(member), name);
    person.title = this.#words.t('people.mention', { name: member.name });
    return build('li', '', person);
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
