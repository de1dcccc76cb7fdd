import type { Server } from 'node:http';
import { url as inspectorUrl } from 'node:inspector';
import { Worker } from 'node:worker_threads';
import { onProgress } from './progress.ts';

/** In milliseconds. */
const BEAT = 1000;

export type Stall = {
  /** The name of the service in the log line. */
  service: string;
  /** Seconds after which the process is ended; 0: never. */
  seconds: number;
  /** Its requests show that the process goes on. */
  server: Pick<Server, 'on'>;
};

/**
 * Ends this process with SIGKILL when its event loop has not turned for some time, and logs where it stands. Whoever runs the
 * process starts it anew.
 *
 * Requests count as turns, too: otherwise strangers who send many could have the process ended.
 *
 * A thread counts its own seconds between two turns. So only time in which this process runs is counted: not the sleep of the
 * machine, not the time after SIGSTOP, and a clock that is set changes nothing. A process that is being debugged is left alone.
 */
export function endWhenStalled({ service, seconds, server }: Stall): void {
  if (seconds === 0) return;
  const shared = new Int32Array(new SharedArrayBuffer(8));
  const beat = () => {
    Atomics.store(shared, 1, inspectorUrl() ? 1 : 0);
    Atomics.add(shared, 0, 1);
  };
  beat();
  const timer = setInterval(beat, BEAT);
  onProgress(server, beat);
  const worker = new Worker(new URL('stall-thread.mjs', import.meta.url), {
    workerData: { shared, service, seconds },
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 },
  });
  timer.unref();
  worker.unref();
}
