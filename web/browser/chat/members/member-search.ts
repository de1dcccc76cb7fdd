import type { Member } from '@lantern/chat/protocol';
import { searchKey } from '@lantern/service/text';
import { findPart } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';

/** A list that is as short as this is read faster than a name is typed. */
const NOT_SEARCHED = 12;

/** The field above the list of people: part of a name or a username, however it is written (case, accents). */
export class MemberSearch {
  #field: HTMLInputElement;
  #translator: Translator;
  /** By name and username: what the text is compared with, which takes long to make for a thousand people. */
  #keys = new Map<string, string>();

  /** @param onChange called when the reader has typed something else */
  constructor(options: { root: ParentNode; translator: Translator; onChange(): void }) {
    const { root, translator, onChange } = options;
    this.#translator = translator;
    this.#field = findPart(root, 'member-search', HTMLInputElement);
    this.#field.addEventListener('input', onChange);
    this.#field.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || this.#field.value === '') return;
      // The first Escape empties the field, and only the next one closes what is around it.
      event.preventDefault();
      event.stopPropagation();
      this.#field.value = '';
      onChange();
    });
  }

  /** Whether the reader searches. */
  get isActive(): boolean {
    return !this.#field.hidden && this.#field.value.trim() !== '';
  }

  /** Shows the field if it is of use, and returns those of the members whom the reader searches; all if they do not. */
  filter(members: readonly Member[]): readonly Member[] {
    const label = this.#translator.t('members.search');
    this.#field.placeholder = label;
    this.#field.ariaLabel = label;
    const isFocused = document.activeElement === this.#field;
    this.#field.hidden = members.length <= NOT_SEARCHED && !isFocused && this.#field.value === '';
    if (!this.isActive) return members;
    const wanted = searchKey(this.#field.value);
    if (this.#keys.size > 2 * members.length) this.#keys.clear();
    return members.filter((member) => this.#keyOf(member).includes(wanted));
  }

  #keyOf({ name, login = '' }: Member): string {
    const text = `${name}\n${login}`;
    let key = this.#keys.get(text);
    if (key === undefined) {
      key = `${searchKey(name)}\n${searchKey(login)}`;
      this.#keys.set(text, key);
    }
    return key;
  }
}
