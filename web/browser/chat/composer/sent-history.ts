const MAX_TEXTS = 50;

/** The texts that were sent from this page, to walk through with the arrow keys. Never leaves the page's memory. */
export class SentHistory {
  #texts: string[] = [];
  #position = 0;

  add(text: string): void {
    if (this.#texts.at(-1) !== text) this.#texts.push(text);
    if (this.#texts.length > MAX_TEXTS) this.#texts.shift();
    this.#position = this.#texts.length;
  }

  /** Whether a text is the current one of the history, unchanged. */
  isCurrent(text: string): boolean {
    return this.#texts[this.#position] === text;
  }

  /** Goes one text back and returns it; `undefined` at the first. */
  previous(): string | undefined {
    if (this.#position === 0) return undefined;
    return this.#texts[--this.#position];
  }

  /** Goes one text forward and returns it; the empty text after the last. */
  next(): string {
    this.#position = Math.min(this.#texts.length, this.#position + 1);
    return this.#texts[this.#position] ?? '';
  }

  /** Goes to the end: the composer does not show a text of the history any more. */
  reset(): void {
    this.#position = this.#texts.length;
  }
}
