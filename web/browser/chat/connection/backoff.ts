const INITIAL_DELAY = 1_000;
const MAX_DELAY = 30_000;

/**
 * How long to wait before an attempt to reconnect: exponential backoff from one second to half a minute. A random part of up
 * to one half is taken off (jitter): otherwise everybody who lost the server at once would come back at once.
 *
 * @param attempt 1 for the first attempt after a loss
 * @param random a number from 0 up to 1
 * @returns milliseconds
 */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const full = Math.min(MAX_DELAY, INITIAL_DELAY * 2 ** Math.max(0, attempt - 1));
  return full / 2 + (full / 2) * random();
}
