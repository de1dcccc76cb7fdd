/**
 * A text that counts how many characters are read from it. Strangers choose the texts, so the work for each character has to be
 * bounded: a test compares `reads` with the length, which is more reliable than a clock.
 */
export class TextReader {
  reads = 0;
  readonly length: number;
  #text: string;

  constructor(text: string) {
    this.#text = text;
    this.length = text.length;
  }

  /** The character (code point) that begins at an index; empty past the end. */
  at(index: number): string {
    this.reads++;
    const code = this.#text.charCodeAt(index);
    if (code >= 0xd800 && code < 0xdc00) return String.fromCodePoint(this.#text.codePointAt(index) ?? code);
    return this.#text.charAt(index);
  }

  /** The character that ends before an index; empty at the start. */
  before(index: number): string {
    this.reads++;
    const low = this.#text.charCodeAt(index - 1);
    const pair = low >= 0xdc00 && low <= 0xdfff && (this.#text.codePointAt(index - 2) ?? 0) > 0xffff;
    return pair ? this.#text.slice(index - 2, index) : this.#text.charAt(index - 1);
  }

  slice(start: number, end: number): string {
    this.reads += end - start;
    return this.#text.slice(start, end);
  }

  /** Whether a string begins at an index, in any case. @param expected in lower-case ASCII */
  startsWith(expected: string, index: number): boolean {
    for (let at = 0; at < expected.length; at++)
      if (this.at(index + at).toLowerCase() !== expected[at]) return false;
    return true;
  }
}
