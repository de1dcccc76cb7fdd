/**
 * A text that counts how often it is looked at. Strangers choose the text, so what is done for each character has to be
 * bounded; a test holds `looks` beside the length, which no clock could do.
 */
export class Characters {
  looks = 0;
  readonly length: number;
  #text: string;

  constructor(text: string) {
    this.#text = text;
    this.length = text.length;
  }

  /** The character (code point) that begins at an index; empty past the end. */
  at(index: number): string {
    this.looks++;
    const code = this.#text.charCodeAt(index);
    if (code >= 0xd800 && code < 0xdc00) return String.fromCodePoint(this.#text.codePointAt(index) ?? code);
    return this.#text.charAt(index);
  }

  /** The character that ends before an index; empty at the start. */
  before(index: number): string {
    this.looks++;
    const low = this.#text.charCodeAt(index - 1);
    const pair = low >= 0xdc00 && low <= 0xdfff && (this.#text.codePointAt(index - 2) ?? 0) > 0xffff;
    return pair ? this.#text.slice(index - 2, index) : this.#text.charAt(index - 1);
  }

  slice(start: number, end: number): string {
    this.looks += end - start;
    return this.#text.slice(start, end);
  }

  /** Whether a word in small Latin letters begins at an index, in any case. */
  holds(word: string, index: number): boolean {
    for (let at = 0; at < word.length; at++) if (this.at(index + at).toLowerCase() !== word[at]) return false;
    return true;
  }
}
