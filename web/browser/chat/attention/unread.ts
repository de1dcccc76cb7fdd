import { attended, whenAttended } from './attention.ts';

/** Counts in the tab's title what came while nobody looked. */
export class Unread {
  #title = document.title;
  #count = 0;

  constructor() {
    whenAttended(() => this.#show(0));
  }

  add(): void {
    if (!attended()) this.#show(this.#count + 1);
  }

  #show(count: number): void {
    this.#count = count;
    document.title = count === 0 ? this.#title : `(${count}) ${this.#title}`;
  }
}
