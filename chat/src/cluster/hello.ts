/** A greeting under way: who has answered it, and how many are to. */
export class Greeting {
  readonly #answered = new Set<string>();
  #others = Number.POSITIVE_INFINITY;
  #wake = () => {};

  /** @param others how many are to answer */
  expect(others: number): void {
    this.#others = others;
    this.#look();
  }

  answer(process: string): void {
    this.#answered.add(process);
    this.#look();
  }

  /** @returns whether all have answered within so many milliseconds */
  async within(milliseconds: number): Promise<boolean> {
    if (this.#isAnswered) return true;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(resolve, milliseconds).unref();
    });
    clearTimeout(timer);
    return this.#isAnswered;
  }

  get #isAnswered(): boolean {
    return this.#answered.size >= this.#others;
  }

  #look(): void {
    if (this.#isAnswered) this.#wake();
  }
}
