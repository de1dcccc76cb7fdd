import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { busySeconds } from '../usage.ts';

const LOOKS = 25;
const LOOK = 400;
/** Of the machine before a run, of one core during it: less is noise. */
const SHARE = 0.15;

/** Waits until others leave most of the machine alone, ten seconds at most. */
export async function waitForQuiet(): Promise<void> {
  for (let look = 0; look < LOOKS; look += 1) {
    const [before, start] = [busySeconds(), performance.now()];
    await sleep(LOOK);
    const seconds = (performance.now() - start) / 1000;
    if (busySeconds() - before < SHARE * seconds * cpus().length) return;
  }
}

/** Whether others used so little while something was measured that it counts. */
export function undisturbed(run: { other_cpu_s: number; span_s: number }): boolean {
  return run.other_cpu_s < Math.max(0.05, SHARE * run.span_s);
}
