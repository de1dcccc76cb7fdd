/** Counts in the tab's title what came while nobody looked. */
export class Unread {
  #title = document.title;
  #count = 0;

  constructor() {
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.#show(0);
    });
  }

  add(): void {
    if (document.hidden) this.#show(this.#count + 1);
  }

  #show(count: number): void {
    this.#count = count;
    document.title = count === 0 ? this.#title : `(${count}) ${this.#title}`;
  }
}
