import { FrameSchedule } from '../dom/frame-schedule.ts';
import { hasAttention, onAttention } from './page-attention.ts';

/** Shows in the tab's title how many messages came while the reader did not look at the page. */
export class UnreadCount {
  #title = document.title;
  #count = 0;
  /** A busy room would change the title hundreds of times a second, and each time the browser tells the system. */
  #showing = new FrameSchedule(() => this.#show());

  constructor() {
    onAttention(() => {
      this.#count = 0;
      this.#show();
    });
  }

  add(): void {
    if (hasAttention()) return;
    this.#count++;
    this.#showing.request();
  }

  /** @param before what the tab's title calls the room so far */
  renameRoom(before: string, name: string): void {
    this.#title = this.#title.replace(before, () => name);
    this.#show();
  }

  #show(): void {
    document.title = this.#count === 0 ? this.#title : `(${this.#count}) ${this.#title}`;
  }
}
