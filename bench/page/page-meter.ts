import type { CDPSession, Page } from '@playwright/test';
import { type Percentiles, percentiles, round } from '../figures.ts';

/** Returns what the meter has recorded since it began; runs in the page. */
const WATCH = `
  globalThis.meter = { frames: [], keys: [] };
  addEventListener('keydown', ({ timeStamp }) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => meter.keys.push(performance.now() - timeStamp);
    port2.postMessage('when the frame is laid out and painted');
  }), true);
  (function frame(before) {
    requestAnimationFrame((now) => {
      if (before !== undefined) meter.frames.push(now - before);
      frame(now);
    });
  })();`;
/** How far the end of the log is below the window, and how many elements the log has; runs in the page. */
const PLACE = `(() => {
  const { scrollHeight, scrollTop, clientHeight } = document.querySelector('[data-part="viewport"]');
  return { behind: Math.round(scrollHeight - scrollTop - clientHeight), elements: document.querySelectorAll('.log *').length };
})()`;
export type Measured = {
  /** Milliseconds from one animation frame to the next. */
  frames: Percentiles;
  /** Frames that took over 50 ms. */
  longFrames: number;
  /**
   * Milliseconds from a key to the end of the page's work for the frame that shows it. Not Event Timing, which counts until the screen
   * has it: without a graphics card Chromium takes 50 to 250 ms for that, most of it where nothing else happens.
   */
  keys: Percentiles;
  /** Megabytes of the script's heap after a collection. */
  heap: number;
  /** Pixels from the end of the log to the lower edge of the window. */
  behind: number;
  /** Elements in the log. */
  elements: number;
};

/** Reads what a page needs for its frames and keys, over Chromium's DevTools protocol. */
export class PageMeter {
  readonly #page: Page;
  readonly #session: CDPSession;

  private constructor(page: Page, session: CDPSession) {
    this.#page = page;
    this.#session = session;
  }

  static async open(page: Page): Promise<PageMeter> {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    return new PageMeter(page, session);
  }

  /** @param times how many times slower than this machine the page's main thread is from now on */
  async slowDown(times: number): Promise<void> {
    await this.#session.send('Emulation.setCPUThrottlingRate', { rate: times });
  }

  async watch(): Promise<void> {
    await this.#page.evaluate(WATCH);
  }

  /** Seconds of a processor that the page's main thread has taken: other work on the machine does not count. */
  async busy(): Promise<number> {
    return await this.#metric('TaskDuration');
  }

  /** Megabytes in use by the page's script after a full collection. */
  async heap(): Promise<number> {
    await this.#session.send('HeapProfiler.collectGarbage');
    return round((await this.#metric('JSHeapUsedSize')) / 1e6);
  }

  async #metric(wanted: string): Promise<number> {
    const { metrics } = await this.#session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === wanted)?.value ?? 0;
  }

  async read(): Promise<Measured> {
    const { frames, keys } = await this.#page.evaluate<{ frames: number[]; keys: number[] }>('meter');
    const place = await this.#page.evaluate<{ behind: number; elements: number }>(PLACE);
    return {
      frames: percentiles(frames),
      longFrames: frames.filter((each) => each > 50).length,
      keys: percentiles(keys),
      heap: await this.heap(),
      ...place,
    };
  }
}
