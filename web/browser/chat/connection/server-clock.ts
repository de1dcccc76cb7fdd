import type { ServerFrame } from '@lantern/chat/protocol';

/**
 * The server's time, from the timestamps of its frames: the only clock of a room's page. The reader's own clock may be wrong,
 * and may be set while the page is open.
 */
export class ServerClock {
  #elapsed: () => number;
  /** The server's time minus the elapsed time. */
  #offset: number | undefined;
  #lastFrameAt: number | undefined;

  /** @param elapsed milliseconds since any moment, on a monotonic clock */
  constructor(elapsed = () => performance.now()) {
    this.#elapsed = elapsed;
  }

  /** Milliseconds since 1970; by the reader's clock until the first frame arrives. */
  get now(): number {
    return this.#offset === undefined ? Date.now() : Math.trunc(this.#offset + this.#elapsed());
  }

  /** When the server sent its last frame, in milliseconds since 1970. */
  get lastFrameAt(): number {
    return this.#lastFrameAt ?? this.now;
  }

  /** Synchronises with a frame that the server has sent. */
  handle(frame: ServerFrame): void {
    if (!('at' in frame)) return;
    const offset = frame.at - this.#elapsed();
    // The reader's machine may have slept, and its clock with it: these two are answers of this moment.
    const fresh = frame.type === 'welcome' || frame.type === 'pong';
    // A delayed frame gives too small an offset. A frame of another process may give too large a one: the next answer mends that.
    this.#offset = fresh ? offset : Math.max(this.#offset ?? offset, offset);
    const at = Math.min(frame.at, this.now);
    this.#lastFrameAt = frame.type === 'welcome' ? at : Math.max(this.#lastFrameAt ?? at, at);
  }
}
