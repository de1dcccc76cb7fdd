/** By character code: the kind of an opening bracket (from 1), its negative for the closing one; 0 for other characters. */
const KINDS = new Int8Array(128);
['()', '[]', '{}'].forEach((pair, index) => {
  KINDS[pair.charCodeAt(0)] = index + 1;
  KINDS[pair.charCodeAt(1)] = -index - 1;
});

const kindOf = (character: string): number => KINDS[character.charCodeAt(0)] ?? 0;

/** Counts the brackets of a text that is read character by character. */
export class Brackets {
  #open = new Int32Array(4);
  #unopened = new Int32Array(4);

  /** Counts the next character, if it is a bracket. */
  add(character: string): void {
    const kind = kindOf(character);
    if (kind > 0) this.#count(this.#open, kind, 1);
    else if (kind < 0 && this.#open[-kind]) this.#count(this.#open, -kind, -1);
    else if (kind < 0) this.#count(this.#unopened, -kind, 1);
  }

  /** Whether a character would close a bracket that is open. */
  closes(character: string): boolean {
    const kind = kindOf(character);
    return kind < 0 && this.#open[-kind] !== 0;
  }

  /** Removes a closing bracket from the count if some closing bracket of its kind has no opening one; returns whether it did. */
  removeUnopened(character: string): boolean {
    const kind = kindOf(character);
    if (kind >= 0 || this.#unopened[-kind] === 0) return false;
    this.#count(this.#unopened, -kind, -1);
    return true;
  }

  #count(counts: Int32Array, kind: number, by: number): void {
    counts[kind] = (counts[kind] ?? 0) + by;
  }
}
