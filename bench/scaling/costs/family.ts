import { readdirSync, readFileSync } from 'node:fs';
import { childrenCpuSeconds, fineCpuSeconds, parentOf } from '../../usage.ts';

/**
 * Process ids of a program and of everything that it started.
 *
 * @param named which names of programs count; absent: all
 */
export function family(pid: number, named?: RegExp): Record<string, number> {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      parents.set(Number(name), parentOf(Number(name)));
    } catch {
      // It has ended meanwhile.
    }
  }
  const found = [pid];
  for (const one of found) for (const [child, parent] of parents) if (parent === one) found.push(child);
  const counted = named ? found.filter((one) => named.test(nameOf(one))) : found;
  return Object.fromEntries(counted.map((one) => [`${one}`, one]));
}

function nameOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return '';
  }
}

/** Seconds of CPU that a program and everything that it started have used, also what has ended meanwhile. */
export function familySeconds(pid: number): number {
  const living = Object.values(family(pid)).map((one) => {
    try {
      return fineCpuSeconds(one);
    } catch {
      return 0;
    }
  });
  return living.reduce((sum, seconds) => sum + seconds, childrenCpuSeconds(pid));
}
