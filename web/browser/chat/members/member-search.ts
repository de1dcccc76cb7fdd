import type { Member } from '@lantern/chat/protocol';
import { searchKey } from '@lantern/service/text';

/** The search in the list of people: part of a name or a username, however it is written (case, accents). */
export class MemberSearch {
  #field: HTMLInputElement;
  /** By name and username: what the text is compared with, which takes long to make for a thousand people. */
  #keys = new Map<string, string>();

  /** @param onChange called when the reader has typed something else */
  constructor(field: HTMLInputElement, onChange: () => void) {
    this.#field = field;
    field.addEventListener('input', onChange);
    field.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || field.value === '') return;
      // The first Escape empties the field, and only the next one closes what is around it.
      event.preventDefault();
      event.stopPropagation();
      field.value = '';
      onChange();
    });
  }

  /** Whether the reader searches. */
  get isActive(): boolean {
    return !this.#field.hidden && this.#field.value.trim() !== '';
  }

  /** Returns those of the members whom the reader searches; all if they do not. */
  filter(members: readonly Member[]): readonly Member[] {
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
