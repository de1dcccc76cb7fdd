import type { ServerFrame } from '@lantern/chat/protocol';

/**
 * The server's time, as its frames tell it: the only clock of a room's page. The reader's own may be wrong, and be set
 * while the page is open.
 */
export class ServerClock {
  #elapsed: () => number;
  /** What to add to the time that has elapsed. */
  #ahead: number | undefined;
  #heardAt: number | undefined;

  /** @param elapsed milliseconds since any moment, on a clock that nobody sets */
  constructor(elapsed = () => performance.now()) {
    this.#elapsed = elapsed;
  }

  /** Milliseconds since 1970; before the server has told, by the reader's clock. */
  get now(): number {
    return this.#ahead === undefined ? Date.now() : Math.trunc(this.#ahead + this.#elapsed());
  }

  /** The moment of the last thing that was heard, in milliseconds since 1970. */
  get heardAt(): number {
    return this.#heardAt ?? this.now;
  }

  hear(frame: ServerFrame): void {
    if (!('at' in frame)) return;
    const ahead = frame.at - this.#elapsed();
    // The reader's machine may have slept, and its clock with it: these two are answers of this moment.
    const fresh = frame.type === 'welcome' || frame.type === 'pong';
    // A frame that comes late tells too little. One of another process may tell too much: the next answer mends that.
    this.#ahead = fresh ? ahead : Math.max(this.#ahead ?? ahead, ahead);
    const at = Math.min(frame.at, this.now);
    this.#heardAt = frame.type === 'welcome' ? at : Math.max(this.#heardAt ?? at, at);
  }
}
