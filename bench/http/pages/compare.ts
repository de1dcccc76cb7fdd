import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from '../../child.ts';
import { median, round } from '../../figures.ts';
import { cpuSeconds } from '../../usage.ts';
import { client, expectSuccess } from '../client.ts';
import type { Job } from '../generator.ts';
import type { BenchSite } from '../site.ts';
import type { Member } from '../workload.ts';
import { readPageData } from './data.ts';

export type PageFigures = {
  site_per_s: number;
  bare_per_s: number;
  ratio: number;
  /** Of the web process alone, for each page: without what Postgres, Redis and the load take of the same cores. */
  site_cpu_ms: number;
  bare_cpu_ms: number;
};

export type PageComparison = {
  site: BenchSite;
  member: Member;
  generator: Child;
  /** How often each is loaded, for `seconds` each time. */
  rounds: number;
  seconds: number;
};

/**
 * Home page and room page against a bare server that renders the same templates from memory: in turns, so that what else
 * the machine does meets both.
 *
 * @throws when the two do not answer the same page
 */
export async function comparePages({
  site: { port, pid, connection },
  member,
  generator,
  rounds,
  seconds,
}: PageComparison): Promise<Record<string, PageFigures>> {
  const file = join(tmpdir(), `lantern-bare-${randomUUID()}.json`);
  const data = await readPageData(connection, member.id);
  await writeFile(file, JSON.stringify(data));
  const bare = new Child(new URL('./bare.ts', import.meta.url), { args: [file] });
  try {
    const { port: barePort } = await bare.heard<{ port: number }>();
    const headers = { cookie: member.cookie, accept: 'text/html', 'accept-language': 'ru' };
    const measured: Record<string, PageFigures> = {};
    for (const [name, path] of [
      ['home page', '/'],
      ['room page', `/chat/${data.room.room.id}`],
    ] as const) {
      await checkSame({ ports: [port, barePort], path, headers });
      const load = async (at: number, process: number) => {
        const before = cpuSeconds(process);
        const perSecond = await generator.ask<number>({
          kind: 'page',
          port: at,
          path,
          headers,
          seconds,
        } satisfies Job);
        return { perSecond, cpu: ((cpuSeconds(process) - before) * 1000) / (perSecond * seconds) };
      };
      const turns: { site: Awaited<ReturnType<typeof load>>; bare: Awaited<ReturnType<typeof load>> }[] = [];
      // The first of them warms both up.
      for (let n = 0; n <= rounds; n++)
        turns.push({ site: await load(port, pid), bare: await load(barePort, bare.pid) });
      turns.shift();
      measured[name] = {
        site_per_s: round(median(turns.map(({ site }) => site.perSecond))),
        bare_per_s: round(median(turns.map((turn) => turn.bare.perSecond))),
        ratio: round(median(turns.map((turn) => turn.site.perSecond / turn.bare.perSecond)), 2),
        site_cpu_ms: round(median(turns.map(({ site }) => site.cpu)), 2),
        bare_cpu_ms: round(median(turns.map((turn) => turn.bare.cpu)), 2),
      };
    }
    return measured;
  } finally {
    bare.stop();
    await rm(file, { force: true });
  }
}

type SamePage = { ports: number[]; path: string; headers: Record<string, string> };

async function checkSame({ ports, path, headers }: SamePage) {
  const [site, bare] = await Promise.all(
    ports.map(async (at) => {
      const server = client(at, 1);
      const { text } = await expectSuccess(server.ask({ method: 'GET', path, headers }));
      server.close();
      return text.replace(/(nonce|_csrf" value|data-csrf|person-name)="[^"]*"|">[^<]*<\/(a|span><\/a)>/g, '');
    }),
  );
  if (site !== bare) throw new Error(`${path}: the site and the bare server do not answer the same page`);
}
