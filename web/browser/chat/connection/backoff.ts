const FIRST = 1_000;
const LONGEST = 30_000;

/**
 * How long to wait before a try: doubling from a second to half a minute, of which a random half is taken off, so that
 * a room full of people who lost the server together does not come back together.
 *
 * @param attempt 1 for the first try after a loss
 * @param random a number from 0 up to 1
 * @returns milliseconds
 */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const full = Math.min(LONGEST, FIRST * 2 ** Math.max(0, attempt - 1));
  return full / 2 + (full / 2) * random();
}
