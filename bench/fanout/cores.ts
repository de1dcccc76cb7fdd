import { cpus } from 'node:os';

/** What a send costs depends on whether its reader runs at the same time on another core: so that is held constant. */
export const pinned = !process.argv.includes('--no-pin') && cpus().length > 1;
const on = (core: number): string[] => (pinned ? ['taskset', '-c', `${core}`] : []);

/** Commands under which servers run, and the load. */
export const [SERVER, LOAD] = [on(0), on(1)];
