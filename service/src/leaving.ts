import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

/** In milliseconds: a gateway asks twice a second, and one that has not for so long has gone. */
const ASKS_WITHIN = 5000;
/** In milliseconds: gateways have this time to ask once more. */
const TOLD_WITHIN = 3000;
/** In milliseconds: what a gateway sent before it was told is on its way for less. */
const ON_ITS_WAY = 1000;

/**
 * Tells gateways that a process is about to stop, while it still answers. If it stopped listening first, what they were sending would
 * be lost.
 */
export class Leaving {
  #leaving = false;
  /** When a gateway asked last, on a monotonic clock, by its address. */
  readonly #asked = new Map<string, number>();
  readonly #told = new Set<string>();

  /**
   * Answers `GET /health/accepting`: 200 while the process takes requests and 404 when it leaves, as HAProxy's `disable-on-404` has
   * it. A process that leaves is not ready either.
   */
  before(next: RequestListener): RequestListener {
    return (request, response) => {
      // Connections that gateways keep would be closed under a request.
      if (this.#leaving) response.setHeader('Connection', 'close');
      if (request.url === '/health/accepting') this.#answer(request, response);
      else if (this.#leaving && request.url === '/health/ready') send(response, 503, 'leaving');
      else next(request, response);
    };
  }

  #answer({ socket: { remoteAddress = '' }, headers }: IncomingMessage, response: ServerResponse): void {
    const leaving = this.#leaving;
    send(response, leaving ? 404 : 200, leaving ? 'leaving' : 'ok');
    // What a visitor asks through a gateway does not tell that gateway anything.
    if (headers['x-forwarded-for'] !== undefined) return;
    this.#remember(remoteAddress);
    if (leaving) response.once('finish', () => this.#told.add(remoteAddress));
  }

  #remember(address: string): void {
    const now = performance.now();
    this.#asked.delete(address);
    this.#asked.set(address, now);
    // Oldest first. Without this, whoever reaches the process from many addresses could fill its memory.
    for (const [other, at] of this.#asked) {
      if (now - at < ASKS_WITHIN) break;
      this.#asked.delete(other);
    }
  }

  /**
   * Begins to leave. Resolves when each gateway that asks knows, after one to two seconds and four at most: at once if none asks.
   */
  async begin(): Promise<void> {
    this.#leaving = true;
    const giveUpAt = performance.now() + TOLD_WITHIN;
    const gateways = [...this.#asked].filter(([, at]) => at > performance.now() - ASKS_WITHIN);
    if (gateways.length === 0) return;
    const isUntold = ([address]: [string, number]) => !this.#told.has(address);
    while (gateways.some(isUntold) && performance.now() < giveUpAt) await pause(20);
    await pause(ON_ITS_WAY);
  }
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function send(response: ServerResponse, code: number, status: string): void {
  response.writeHead(code, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify({ status }));
}
