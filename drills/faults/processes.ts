import { setTimeout as sleep } from 'node:timers/promises';
import type { Drill } from '../drill.ts';

/** In milliseconds: as long as compose waits before it starts an ended container again. */
const BEFORE_START = 100;

type ProcessDrill = Omit<Drill, 'name' | 'run'>;

/** A process is ended without warning, and started again as compose or systemd does. */
export const killed = (service: string, drill: ProcessDrill): Drill => ({
  name: `${service} is killed (kill -9)`,
  ...drill,
  async run({ services }) {
    const process = services[service];
    process?.signal('SIGKILL');
    await process?.stop();
    await sleep(BEFORE_START);
    await process?.start();
  },
});

/** A process stands still, takes connections and answers nothing; after so many seconds it goes on. */
export const stoodStill = (service: string, seconds: number, drill: ProcessDrill): Drill => ({
  name: `${service} stands still for ${seconds} s (SIGSTOP)`,
  ...drill,
  async run({ services }) {
    services[service]?.signal('SIGSTOP');
    await sleep(seconds * 1000);
    services[service]?.signal('SIGCONT');
  },
});
