const KEPT = 50;

/** What was sent from this page, to be recalled with the arrow keys. Never leaves the page's memory. */
export class Recall {
  #texts: string[] = [];
  #position = 0;

  add(text: string): void {
    if (this.#texts.at(-1) !== text) this.#texts.push(text);
    if (this.#texts.length > KEPT) this.#texts.shift();
    this.#position = this.#texts.length;
  }

  /** Whether the text in the composer is the one recalled last, unchanged. */
  shows(text: string): boolean {
    return this.#texts[this.#position] === text;
  }

  /** The text before the one shown; `undefined` when there is none. */
  earlier(): string | undefined {
    if (this.#position === 0) return undefined;
    return this.#texts[--this.#position];
  }

  /** The text after the one shown; after the last it is the empty text again. */
  later(): string {
    this.#position = Math.min(this.#texts.length, this.#position + 1);
    return this.#texts[this.#position] ?? '';
  }

  /** What is shown is not a recalled text any more. */
  leave(): void {
    this.#position = this.#texts.length;
  }
}
