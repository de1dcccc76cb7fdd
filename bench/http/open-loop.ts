import { setTimeout as sleep } from 'node:timers/promises';
import { round } from '../figures.ts';

/**
 * An open loop: requests are sent when they are due, whether or not the site keeps up, and a latency counts from when its
 * request was due. A loop that waits for answers would ask less of a slow site and not see who had to wait.
 *
 * @param rate requests a second
 * @param total how many
 * @param send sends the nth, which was due at that moment of `performance.now()`; never rejects
 * @returns how many were sent a second
 */
export async function openLoop(
  rate: number,
  total: number,
  send: (due: number, n: number) => Promise<void>,
): Promise<number> {
  const running = new Set<Promise<void>>();
  const start = performance.now();
  for (let n = 0; n < total; n++) {
    const due = start + (n * 1000) / rate;
    const wait = due - performance.now();
    if (wait > 1) await sleep(wait);
    const one = send(due, n).finally(() => running.delete(one));
    running.add(one);
  }
  const sent = round((total * 1000) / (performance.now() - start));
  await Promise.all(running);
  return sent;
}
