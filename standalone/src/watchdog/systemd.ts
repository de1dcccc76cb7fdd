import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { settlesWithin } from '@lantern/service/liveness';
import type { Logger } from '@lantern/service/log';

const run = promisify(execFile);

export type Systemd = {
  /** Tells systemd that the service is up. From then on it is told at intervals that the service still answers. */
  ready(): Promise<void>;
  /** To be called when the service does something: under a flood of requests timers come too late. */
  progress(): void;
  /** Tells systemd that the service ends; nothing is told after that. */
  stopping(): Promise<void>;
};

/**
 * Speaks with systemd (man 3 sd_notify), as its unit asks for it by NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID. systemd's own
 * program does the speaking: Node has no Unix datagram sockets. Without NOTIFY_SOCKET nothing is told.
 *
 * @param env of this process
 * @param answers rejects when the service does not answer; systemd is then not told that it does, and ends it after WatchdogSec
 */
export function systemd(env: NodeJS.ProcessEnv, answers: () => Promise<void>, log: Logger): Systemd {
  const tell = async (state: string) => {
    if (!env.NOTIFY_SOCKET) return;
    await run('systemd-notify', [state]).catch((error) =>
      log.error({ code: error.code }, `systemd could not be told ${state}: is systemd-notify on the PATH?`),
    );
  };
  const every = heartbeat(env);
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let due = Number.POSITIVE_INFINITY;
  const schedule = () => {
    clearTimeout(timer);
    due = performance.now() + every;
    timer = setTimeout(beat, every).unref();
  };
  const beat = async () => {
    // First: what follows may take longer.
    schedule();
    const answer = answers();
    const isGood = (await settlesWithin(answer, every)) && (await succeeds(answer));
    if (stopped) return;
    if (isGood) await tell('WATCHDOG=1');
    else log.error('Lantern does not answer its own health check: systemd ends it if that lasts');
  };
  return {
    async ready() {
      await tell('READY=1');
      if (every > 0) schedule();
    },
    progress() {
      if (!stopped && performance.now() >= due) void beat();
    },
    async stopping() {
      stopped = true;
      clearTimeout(timer);
      await tell('STOPPING=1');
    },
  };
}

/** In milliseconds, a third of WatchdogSec: one that comes late or is lost does no harm. 0: the unit has no watchdog. */
function heartbeat({ NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID }: NodeJS.ProcessEnv): number {
  const isOurs = !WATCHDOG_PID || WATCHDOG_PID === String(process.pid);
  return NOTIFY_SOCKET && isOurs ? Number(WATCHDOG_USEC ?? 0) / 3000 : 0;
}

const succeeds = (answer: Promise<void>) =>
  answer.then(
    () => true,
    () => false,
  );
