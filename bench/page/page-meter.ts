import type { CDPSession, Page } from '@playwright/test';
import { type Percentiles, percentiles, round } from '../figures.ts';

/** Returns what the meter has recorded since it began; runs in the page. */
const WATCH = `
  globalThis.meter = { frames: [], keys: [] };
  new PerformanceObserver((list) => {
    for (const { name, duration } of list.getEntries()) if (name === 'keydown') meter.keys.push(duration);
  }).observe({ type: 'event', durationThreshold: 16 });
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
/** Events that are faster than this are not reported (Event Timing). */
const SHORTEST = 16;

export type Measured = {
  /** Milliseconds from one animation frame to the next. */
  frames: Percentiles;
  /** Frames that took over 50 ms. */
  longFrames: number;
  /** Milliseconds from a key to the frame that shows it; 16 for all that were faster. */
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

  /** @param typed how many keys were pressed since {@link watch} */
  async read(typed: number): Promise<Measured> {
    const { frames, keys } = await this.#page.evaluate<{ frames: number[]; keys: number[] }>('meter');
    const fast = Array<number>(Math.max(0, typed - keys.length)).fill(SHORTEST);
    const place = await this.#page.evaluate<{ behind: number; elements: number }>(PLACE);
    return {
      frames: percentiles(frames),
      longFrames: frames.filter((each) => each > 50).length,
      keys: percentiles([...keys, ...fast]),
      heap: await this.heap(),
      ...place,
    };
  }
}
