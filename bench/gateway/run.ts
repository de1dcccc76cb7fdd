/** Measures requests through the gateway over TLS; prints JSON and a table. See bench/README.md. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { prepareGateway } from '../../e2e/stacks/gateway.ts';
import { Service } from '../../e2e/stacks/service.ts';
import { freePort } from '../../testing/servers/server.ts';
import { Child } from '../child.ts';
import { occasion, table, verdict, writeBetweenMarks } from '../document.ts';
import { round } from '../figures.ts';
import type { Job, Mixed } from '../http/generator.ts';
import { type BenchSite, startSite } from '../http/site.ts';
import { prepareWorkload, type Workload } from '../http/workload.ts';
import { loadOptions } from '../load-options.ts';
import { PASSWORD } from '../seed/password.ts';
import { cpuSeconds, machine } from '../usage.ts';
import { processesBelow } from './processes.ts';

const { users, rooms, rate, seconds, database, write } = loadOptions();

const WARM_UP = 10;
/** Milliseconds. */
const P95 = { target: 25, most: 200 };
/** How the rate grows until p95 passes 200 ms, and the seconds at each. */
const LADDER = { factor: 1.25, seconds: 15, warmUp: 5, highest: 20_000 };
/** The CPU time of a request with two processes, beside one. */
const REPLICAS = 1.1;

type Figures = {
  mixed: Mixed;
  /** Milliseconds for each request. */
  cpu: { web: number; gateway: number };
};
type Step = { rate: number; sent: number; p95: number; failed: number };

const say = (text: string) => process.stderr.write(`${text}\n`);
const running: (() => unknown)[] = [];
async function measure(): Promise<void> {
  const site = await startSite({ seeded: database, people: users, rooms, processes: 2 });
  running.push(site.stop);
  const generator = new Child(new URL('../http/generator.ts', import.meta.url));
  running.push(() => generator.stop());
  say('signing people in');
  const { port, connection } = site;
  const load = new Load(generator, await prepareWorkload({ port, connection, password: PASSWORD }));

  say('web alone, plain HTTP');
  const direct = await load.run({ site, port });
  const one = await behindGateway(site, 1, (gateway) => load.run({ site, ...gateway }));
  const [two, ladder] = await behindGateway(site, 2, async (gateway) => [
    await load.run({ site, ...gateway }),
    await climb(load, { site, ...gateway }),
  ]);

  const text = `Measured ${occasion(machine())}, ${users} people and ${rooms} rooms; Postgres, Redis and the load on the same cores.\n\n${tableOf({ direct, one, two, ladder })}`;
  process.stdout.write(
    `${JSON.stringify({ machine: machine(), direct, one, two, ladder }, null, 2)}\n\n${text}\n`,
  );
  if (write) await writeBetweenMarks('bench:gateway', text);
}

type Door = { site: BenchSite; port: number; ca?: string; pid?: number };

/** Whoever sends requests: a refresh token is good once, so those of the run before are handed on. */
class Load {
  readonly #generator: Child;
  #workload: Workload;

  constructor(generator: Child, workload: Workload) {
    this.#generator = generator;
    this.#workload = workload;
  }

  async run(
    { site, port, ca, pid }: Door,
    { rate: perSecond, seconds: during, warmUp } = { rate, seconds, warmUp: WARM_UP },
  ): Promise<Figures> {
    const web = () => site.webs.reduce((sum, each) => sum + cpuSeconds(each.pid), 0);
    const gateway = () => (pid ? processesBelow(pid) : []).reduce((sum, each) => sum + cpuSeconds(each), 0);
    const before = [web(), gateway()] as const;
    const mixed = await this.#generator.ask<Mixed>({
      kind: 'mixed',
      port,
      ...(ca && { ca }),
      workload: this.#workload,
      rate: perSecond,
      warmUp,
      seconds: during,
    } satisfies Job);
    this.#workload = { ...this.#workload, members: mixed.members };
    const each = 1000 / (perSecond * (during + warmUp));
    const cpu = { web: (web() - before[0]) * each, gateway: (gateway() - before[1]) * each };
    return {
      mixed: { ...mixed, members: [] },
      cpu: { web: round(cpu.web, 2), gateway: round(cpu.gateway, 2) },
    };
  }
}

async function behindGateway<T>(
  site: BenchSite,
  processes: number,
  act: (gateway: Omit<Door, 'site'>) => Promise<T>,
): Promise<T> {
  say(`through the gateway over TLS, ${processes} of web`);
  const port = await freePort();
  const url = `https://127.0.0.1:${port}`;
  const gateway = await prepareGateway({
    listen: `127.0.0.1:${port}`,
    web: site.webs.slice(0, processes).map((web) => `127.0.0.1:${web.port}`),
    // Nobody is in a room.
    chat: ['127.0.0.1:9'],
    publicUrl: url,
  });
  const service = new Service({
    command: gateway.command,
    env: {},
    logFile: join(gateway.folder, 'gateway.log'),
    readyUrl: `${url}/health/ready`,
  });
  try {
    await service.start();
    const ca = await readFile(gateway.selfSigned, 'utf8');
    return await act({ port, ca, pid: service.pid });
  } finally {
    await service.stop();
    await rm(gateway.folder, { recursive: true, force: true });
  }
}

/** Raises the rate until p95 is above 200 ms, or requests fail. @returns every step, the last of which was too much */
async function climb(load: Load, door: Door): Promise<Step[]> {
  const steps: Step[] = [];
  for (let at = rate; at < LADDER.highest; at = Math.round(at * LADDER.factor)) {
    const { mixed } = await load.run(door, { rate: at, seconds: LADDER.seconds, warmUp: LADDER.warmUp });
    const step = { rate: at, sent: mixed.sent_per_s, p95: mixed.all.p95, failed: mixed.failed };
    say(JSON.stringify(step));
    steps.push(step);
    if (step.p95 > P95.most || step.failed > 0) break;
    await sleep(2000);
  }
  return steps;
}

function tableOf({
  direct,
  one,
  two,
  ladder,
}: {
  direct: Figures;
  one: Figures;
  two: Figures;
  ladder: Step[];
}) {
  const latency = ({ mixed: { all, failed } }: Figures) =>
    `p50 ${all.p50}, p95 ${all.p95}, p99 ${all.p99} ms; ${failed} failed`;
  const isKept = ({ mixed: { all, failed } }: Figures) => all.p95 <= P95.target && failed === 0;
  const good = ladder.filter(({ p95, failed }) => p95 <= P95.most && failed === 0).at(-1);
  const bad = ladder.at(-1);
  const replicas = round(two.cpu.web / one.cpu.web, 2);
  const at = `at ${rate} requests/s mixed`;
  return table(
    ['what', 'target', 'measured', ''],
    [
      [`Web alone, plain HTTP, ${at}`, 'to compare', latency(direct), ''],
      [`Gateway over TLS, one web, ${at}`, `p95 ≤ ${P95.target} ms`, latency(one), verdict(isKept(one))],
      [`Gateway over TLS, two web, ${at}`, `p95 ≤ ${P95.target} ms`, latency(two), verdict(isKept(two))],
      [
        'CPU of web for a request: two processes beside one',
        `≤ ${REPLICAS} ×`,
        `${replicas} × (${two.cpu.web} and ${one.cpu.web} ms)`,
        verdict(replicas <= REPLICAS),
      ],
      ['CPU of the gateway for a request', 'to compare', `${one.cpu.gateway} ms`, ''],
      [
        'The rate at which p95 passes 200 ms, two web',
        'to know',
        good && bad
          ? `${good.rate} requests/s: p95 ${good.p95} ms; ${bad.rate}: p95 ${bad.p95} ms, ${bad.failed} failed`
          : 'above all that was tried',
        '',
      ],
    ],
  );
}

// Last: the class above has to be there.
try {
  await measure();
} finally {
  for (const stop of running.reverse()) await stop();
}
