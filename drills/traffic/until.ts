import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits until something is so.
 *
 * @param complaint what is said when it is not within `seconds`
 * @throws Error with it
 */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  seconds: number,
  complaint: string | (() => string),
): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  while (!(await isSo())) {
    if (performance.now() > deadline)
      throw new Error(`${typeof complaint === 'string' ? complaint : complaint()} after ${seconds} s`);
    await sleep(50);
  }
}
