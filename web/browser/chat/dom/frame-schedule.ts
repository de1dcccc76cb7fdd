/** In milliseconds: a tab that is not shown has no frames, and one whose frames are late must not wait for them for long. */
const WITHOUT_FRAME = 250;
/** After a run, so many times its duration belong to everything else, such as the reader's keys. */
const REST = 2;
/** In milliseconds: longer than a frame. */
const ONE_FRAME = 20;

/**
 * Runs a function soon after it was asked for, at most once for each frame. The longer a run took, the longer the next one waits: a page
 * that has much to show shows it in fewer, larger portions.
 */
export class FrameSchedule {
  #run: () => void;
  #pause: () => number;
  #frame: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #notBefore = 0;
  #askedAt = 0;

  /** @param pause how many milliseconds pass at least from one run to the next */
  constructor(run: () => void, pause = () => 0) {
    this.#run = run;
    this.#pause = pause;
  }

  /** Asks for a run. */
  request(): void {
    if (this.#timer !== undefined) return;
    this.#askedAt = performance.now();
    this.#wait();
  }

  /** Leaves the next frame to something else, such as a key that was just pressed; not again and again. */
  spareFrame(): void {
    const now = performance.now();
    if (this.#timer !== undefined && now - this.#askedAt > WITHOUT_FRAME) return;
    this.#notBefore = Math.max(this.#notBefore, now + ONE_FRAME);
    if (this.#timer === undefined) return;
    this.#cancel();
    this.#wait();
  }

  #wait(): void {
    const wait = this.#notBefore - performance.now();
    if (wait > 1) this.#timer = setTimeout(() => this.#awaitFrame(), wait);
    else this.#awaitFrame();
  }

  /** Runs at once if a run was asked for. */
  flush(): void {
    if (this.#timer === undefined) return;
    this.#cancel();
    const start = performance.now();
    this.#run();
    const end = performance.now();
    this.#notBefore = end + Math.max(REST * (end - start), this.#pause());
  }

  #cancel(): void {
    clearTimeout(this.#timer);
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#timer = undefined;
    this.#frame = undefined;
  }

  #awaitFrame(): void {
    this.#timer = setTimeout(() => this.flush(), WITHOUT_FRAME);
    this.#frame = requestAnimationFrame(() => this.flush());
  }
}
