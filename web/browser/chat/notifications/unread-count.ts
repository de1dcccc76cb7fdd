import { hasAttention, onAttention } from './page-attention.ts';

/** Shows in the tab's title how many messages came while the reader did not look at the page. */
export class UnreadCount {
  #title = document.title;
  #count = 0;

  constructor() {
    onAttention(() => this.#show(0));
  }

  add(): void {
    if (!hasAttention()) this.#show(this.#count + 1);
  }

  #show(count: number): void {
    this.#count = count;
    document.title = count === 0 ? this.#title : `(${count}) ${this.#title}`;
  }
}
