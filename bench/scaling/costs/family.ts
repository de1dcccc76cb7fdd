import { readFileSync } from 'node:fs';
import { processesBelow } from '../../gateway/processes.ts';
import { childrenCpuSeconds, fineCpuSeconds } from '../../usage.ts';

/**
 * Process ids of a program and of everything that it started.
 *
 * @param named which names of programs count
 */
export function family(pid: number, named: RegExp): Record<string, number> {
  const counted = processesBelow(pid).filter((one) => named.test(nameOf(one)));
  return Object.fromEntries(counted.map((one) => [`${one}`, one]));
}

/** Seconds of CPU that a program and everything that it started have used, also what has ended meanwhile. */
export function familySeconds(pid: number): number {
  const living = processesBelow(pid).map((one) => {
    try {
      return fineCpuSeconds(one);
    } catch {
      return 0;
    }
  });
  return living.reduce((sum, seconds) => sum + seconds, childrenCpuSeconds(pid));
}

function nameOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return '';
  }
}
