import { Child } from '../../child.ts';
import { median, round } from '../../figures.ts';
import { cpuSeconds } from '../../usage.ts';
import { client, expectSuccess } from '../client.ts';
import type { Job } from '../generator.ts';
import type { BenchSite } from '../site.ts';
import type { Workload } from '../workload.ts';

export type LabFigures = {
  site_per_s: number;
  lab_per_s: number;
  /** Of requests per second. */
  ratio: number;
  /** Of the program alone, for each request. */
  site_cpu_ms: number;
  lab_cpu_ms: number;
};

/** A word of some thousands of names; see `bench/seed`. */
const COMMON = 'шахматы';
/** In a browser: by session. Otherwise by token. */
type Call = { name: string; path: string; by: 'session' | 'token' };

export type LabComparison = {
  site: BenchSite;
  workload: Workload;
  /** One of the first member's. */
  roomId: string;
  generator: Child;
  /** How often each is loaded, for `seconds` each time; the first round is not counted. */
  rounds: number;
  seconds: number;
};

/** The website and the plain lab (`server.ts`) on the same Postgres and Redis, in turns. */
export async function compareLab({
  site: { port, pid, databaseUrl, redisUrl },
  workload,
  roomId,
  generator,
  rounds,
  seconds,
}: LabComparison): Promise<Record<string, LabFigures>> {
  const [member] = workload.members;
  if (!member) throw new Error('nobody in this database has a room');
  const lab = new Child(new URL('./server.ts', import.meta.url), {
    env: { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl },
  });
  try {
    const { port: labPort } = await lab.heard<{ port: number }>();
    const visitor = client(labPort, 1);
    const entered = await expectSuccess(visitor.ask({ method: 'POST', path: `/as/${member.id}` }));
    visitor.close();
    const labCookie = (entered.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; ');
    const rare = workload.texts.findLast((text, n) => n % 3 === 2 && text.length > 12) ?? '';
    const calls: Call[] = [
      { name: 'home page', path: '/', by: 'session' },
      { name: 'room page', path: `/chat/${roomId}`, by: 'session' },
      { name: 'search, a common text', path: `/search?q=${encodeURIComponent(COMMON)}`, by: 'session' },
      { name: 'search, a rare text', path: `/search?q=${encodeURIComponent(rare)}`, by: 'session' },
      { name: '`GET /users/me`', path: '/users/me', by: 'token' },
    ];
    const figures: Record<string, LabFigures> = {};
    for (const { name, path, by } of calls) {
      const load = async (at: number, process: number, headers: Record<string, string>) => {
        const before = cpuSeconds(process);
        const job = { kind: 'page', port: at, path, headers, seconds } satisfies Job;
        const perSecond = await generator.ask<number>(job);
        return { perSecond, cpu: ((cpuSeconds(process) - before) * 1000) / (perSecond * seconds) };
      };
      const own: Record<string, string> =
        by === 'token' ? { authorization: `Bearer ${member.token}` } : { cookie: member.cookie };
      const turns: Record<'site' | 'lab', Awaited<ReturnType<typeof load>>>[] = [];
      for (let n = 0; n <= rounds; n++)
        turns.push({
          site: await load(port, pid, own),
          lab: await load(labPort, lab.pid, { cookie: labCookie }),
        });
      turns.shift();
      figures[name] = {
        site_per_s: round(median(turns.map(({ site }) => site.perSecond))),
        lab_per_s: round(median(turns.map((turn) => turn.lab.perSecond))),
        ratio: round(median(turns.map((turn) => turn.site.perSecond / turn.lab.perSecond)), 2),
        site_cpu_ms: round(median(turns.map(({ site }) => site.cpu)), 3),
        lab_cpu_ms: round(median(turns.map((turn) => turn.lab.cpu)), 3),
      };
    }
    return figures;
  } finally {
    lab.stop();
  }
}
