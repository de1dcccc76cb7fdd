/** By the code of a bracket: its kind from 1, negative when it closes; 0 for all else. */
const KINDS = new Int8Array(128);
['()', '[]', '{}'].forEach((pair, index) => {
  KINDS[pair.charCodeAt(0)] = index + 1;
  KINDS[pair.charCodeAt(1)] = -index - 1;
});

const kindOf = (character: string): number => KINDS[character.charCodeAt(0)] ?? 0;

/** The brackets of a text from its beginning to somewhere. */
export class Brackets {
  #open = new Int32Array(4);
  #unopened = new Int32Array(4);

  /** Goes past a character. */
  pass(character: string): void {
    const kind = kindOf(character);
    if (kind > 0) this.#count(this.#open, kind, 1);
    else if (kind < 0 && this.#open[-kind]) this.#count(this.#open, -kind, -1);
    else if (kind < 0) this.#count(this.#unopened, -kind, 1);
  }

  /** Whether `character` would close a bracket that was opened. */
  closes(character: string): boolean {
    const kind = kindOf(character);
    return kind < 0 && this.#open[-kind] !== 0;
  }

  /** Takes a closing bracket back, if there are more of them than there were opened. */
  takeUnopened(character: string): boolean {
    const kind = kindOf(character);
    if (kind >= 0 || this.#unopened[-kind] === 0) return false;
    this.#count(this.#unopened, -kind, -1);
    return true;
  }

  #count(counts: Int32Array, kind: number, by: number): void {
    counts[kind] = (counts[kind] ?? 0) + by;
  }
}
