/** A `hello` that awaits its answers. It holds which peers have answered and how many are expected. */
export class Hello {
  readonly #answered = new Set<string>();
  #expected = Number.POSITIVE_INFINITY;
  #resolve = () => {};

  /** @param peers how many peers are to answer */
  expect(peers: number): void {
    this.#expected = peers;
    this.#check();
  }

  answer(peer: string): void {
    this.#answered.add(peer);
    this.#check();
  }

  /** @returns whether all peers have answered in time */
  async within(milliseconds: number): Promise<boolean> {
    if (this.#isAnswered) return true;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#resolve = resolve;
      timer = setTimeout(resolve, milliseconds).unref();
    });
    clearTimeout(timer);
    return this.#isAnswered;
  }

  get #isAnswered(): boolean {
    return this.#answered.size >= this.#expected;
  }

  #check(): void {
    if (this.#isAnswered) this.#resolve();
  }
}
