/** The load, in a process of its own: told what to do by messages from `run.ts`, answers each with what it measured. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Percentiles, percentiles, round } from '../figures.ts';
import { type Ask, client, expectSuccess } from './client.ts';
import { type KvJob, kv, large } from './kv-load.ts';
import { openLoop } from './open-loop.ts';
import { type WeatherJob, weatherLoad } from './weather-load.ts';
import { type Member, signIn, type Workload } from './workload.ts';

type MixedJob = {
  kind: 'mixed';
  port: number;
  /** Absent: plain HTTP. */
  ca?: string;
  workload: Workload;
  rate: number;
  warmUp: number;
  seconds: number;
};
export type Job =
  | MixedJob
  | { kind: 'page'; port: number; path: string; headers: Record<string, string>; seconds: number }
  | { kind: 'burst'; port: number; workload: Workload; password: string; signIns: number }
  | KvJob
  | WeatherJob;
export type Mixed = {
  rate: number;
  sent_per_s: number;
  failed: number;
  calls: Record<string, Percentiles>;
  all: Percentiles;
  /** As it is now: a refresh token is good once. */
  members: Member[];
};
export type Burst = { sign_ins_s: number; refused: number; health_ms: Percentiles };

const CONNECTIONS = 64;
const PAGE_CONNECTIONS = 8;

const pick = <T>(list: readonly T[]): T => list[Math.trunc(Math.random() * list.length)] as T;
const bearer = ({ token }: Member) => ({ authorization: `Bearer ${token}` });

type Call = { ask: Ask; after?: (text: string) => void; failed?: () => void };

/** Each kind of call as often as the others. */
function kindsOf({ members, rooms, texts }: Workload): Record<string, () => Call> {
  const get = (path: string) => () => ({ ask: { method: 'GET', path, headers: bearer(pick(members)) } });
  // A refresh token is good once: whoever waits for a new one is not among those who may ask.
  const idle = [...members];
  return {
    'GET /users/me': get('/users/me'),
    'GET /rooms?mine=true': get('/rooms?mine=true'),
    'GET /rooms?q=': () => get(`/rooms?q=${encodeURIComponent(pick(texts))}`)(),
    'POST /rooms/:room/token': () => ({
      ask: { method: 'POST', path: `/rooms/${pick(rooms)}/token`, headers: bearer(pick(members)) },
    }),
    'POST /auth/refresh': () => {
      const member = idle.shift();
      if (!member) throw new Error('every refresh token is under way: the site does not keep up');
      return {
        ask: {
          method: 'POST',
          path: '/auth/refresh',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ refresh_token: member.refreshToken }),
        },
        after: (text) => {
          const pair = JSON.parse(text);
          Object.assign(member, { token: pair.token, refreshToken: pair.refresh_token });
          idle.push(member);
        },
        // The site may have refreshed it without an answer: the same token is good for some seconds more.
        failed: () => idle.push(member),
      };
    },
  };
}

async function mixed({ port, ca, workload, rate, warmUp, seconds }: MixedJob): Promise<Mixed> {
  const site = client(port, CONNECTIONS, ca);
  const kinds = Object.entries(kindsOf(workload));
  const latencies: Record<string, number[]> = Object.fromEntries(kinds.map(([name]) => [name, []]));
  let failed = 0;
  const sent = await openLoop(rate, rate * (warmUp + seconds), async (due, n) => {
    const [name, next] = pick(kinds);
    let call: Call | undefined;
    try {
      call = next();
      const { text } = await expectSuccess(site.ask(call.ask));
      call.after?.(text);
      if (n >= rate * warmUp) latencies[name]?.push(performance.now() - due);
    } catch (error) {
      failed += 1;
      call?.failed?.();
      if (failed === 1) process.stderr.write(`${name}: ${(error as Error).message}\n`);
    }
  });
  site.close();
  const calls = Object.fromEntries(
    Object.entries(latencies).map(([name, list]) => [name, percentiles(list)]),
  );
  return {
    rate,
    sent_per_s: sent,
    failed,
    calls,
    all: percentiles(Object.values(latencies).flat()),
    members: workload.members,
  };
}

/** A closed loop: as many requests as the site answers. Returns requests per second. */
async function page({ port, path, headers, seconds }: Job & { kind: 'page' }): Promise<number> {
  const site = client(port, PAGE_CONNECTIONS);
  const end = performance.now() + seconds * 1000;
  let done = 0;
  const start = performance.now();
  const visitor = async () => {
    while (performance.now() < end) {
      await expectSuccess(site.ask({ method: 'GET', path, headers }));
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: PAGE_CONNECTIONS }, visitor));
  site.close();
  return (done * 1000) / (performance.now() - start);
}

/** Many sign-ins at the same moment; until the last is answered, asks whether the site lives. */
async function burst({ port, workload, password, signIns }: Job & { kind: 'burst' }): Promise<Burst> {
  const site = client(port, signIns + 10);
  const start = performance.now();
  let [under, refused] = [signIns, 0];
  const all = Array.from({ length: signIns }, async (_, n) => {
    const { email } = workload.members[n % workload.members.length] as Member;
    const { status } = await site.ask(signIn(email, password));
    if (status >= 400) refused += 1;
    under -= 1;
  });
  const health: Promise<number>[] = [];
  for (let n = 0; under > 0; n++) {
    const due = start + n * 10;
    const wait = due - performance.now();
    if (wait > 1) await sleep(wait);
    health.push(
      expectSuccess(site.ask({ method: 'GET', path: '/health/live' })).then(() => performance.now() - due),
    );
  }
  await Promise.all(all);
  const seconds = (performance.now() - start) / 1000;
  const measured = { sign_ins_s: round(seconds), refused, health_ms: percentiles(await Promise.all(health)) };
  site.close();
  return measured;
}

process.on('message', async (job: Job) => {
  process.send?.({ measured: await measure(job) });
});

function measure(job: Job): Promise<unknown> {
  if (job.kind === 'mixed') return mixed(job);
  if (job.kind === 'page') return page(job);
  if (job.kind === 'burst') return burst(job);
  if (job.kind === 'weather') return weatherLoad(job);
  return job.kind === 'kv' ? kv(job) : large(job);
}
