import { get } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Drill } from '../drill.ts';
import { processTree } from '../site/process-tree.ts';
import type { ProcessesSite } from '../site/site.ts';
import { until } from '../traffic/until.ts';

type Part = 'nginx' | 'haproxy';

const WITHOUT_GATEWAY: Pick<Drill, 'seen' | 'within' | 'expected'> = {
  seen: 'The site cannot be reached for some seconds; everybody in a room reconnects and reads that messages may be missing',
  // A page doubles its delays: it may come back twice as late as the gateway.
  within: 20,
  expected: { failures: /^(ECONNREFUSED|ECONNRESET|socket hang up|EPIPE|503) / },
};

/** One of the gateway's two programs is ended without warning. The gateway ends then, and is started again, as compose does. */
export const gatewayKilled = (part: Part, name: string): Drill<ProcessesSite> => ({
  name: `${name} is killed (kill -9)`,
  ...WITHOUT_GATEWAY,
  perYear: 6,
  async run(site) {
    const [master] = partsOf(site, part);
    if (master) process.kill(master, 'SIGKILL');
    const { gateway } = site.services;
    await until(() => !gateway?.isRunning, 15, 'the gateway goes on without it');
    await gateway?.stop();
    await gateway?.start();
  },
});

/** One of the gateway's two programs stands still, and goes on after so many seconds. */
export const gatewayStoodStill = (part: Part, name: string, seconds: number): Drill<ProcessesSite> => ({
  name: `${name} stands still for ${seconds} s (SIGSTOP)`,
  seen: 'Nothing is answered meanwhile; then everything goes on',
  within: seconds + 15,
  perYear: 1,
  expected: { failures: /^(no answer|503) / },
  async run(site) {
    const pids = partsOf(site, part);
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    await sleep(seconds * 1000);
    for (const pid of pids) process.kill(pid, 'SIGCONT');
  },
});

export const gatewayRestarted: Drill<ProcessesSite> = {
  name: 'The gateway is restarted (SIGTERM)',
  ...WITHOUT_GATEWAY,
  perYear: 12,
  async run({ services: { gateway } }) {
    await gateway?.stop();
    await gateway?.start();
  },
};

/** Has nginx replace its workers, as for a new certificate; the old ones keep the sockets that they have. */
export function reloadGateway(site: ProcessesSite): void {
  const [master] = partsOf(site, 'nginx');
  if (master) process.kill(master, 'SIGHUP');
}

/** Waits until the gateway sends requests to each process: who stops the next one before would leave it with none. */
export function untilGatewayUsesAll({ stack: { gateway } }: ProcessesSite): Promise<void> {
  const socketPath = join(gateway.folder, 'status.sock');
  return until(
    async () => {
      const status = await new Promise<string>((resolve, reject) => {
        get({ socketPath, path: '/status;csv' }, (response) => text(response).then(resolve, reject)).on(
          'error',
          reject,
        );
      });
      const servers = status.split('\n').filter((line) => /^(web|chat),\S+\d,/.test(line));
      return servers.length > 0 && servers.every((line) => !/,(DOWN|NOLB|MAINT)/.test(line));
    },
    30,
    'the gateway does not use every process',
  );
}

/** The master comes first. */
function partsOf({ services: { gateway } }: ProcessesSite, part: Part): number[] {
  return processTree(gateway?.pid ?? 0)
    .filter(({ name }) => name === part)
    .map(({ pid }) => pid);
}
