import { occasion, table, verdict, writeBetweenMarks } from '../document.ts';
import type { machine } from '../usage.ts';
import type { Burst, Mixed } from './generator.ts';
import type { KvFigures } from './kv.ts';
import type { PageFigures } from './pages/compare.ts';
import type { SignInFigures } from './sign-ins.ts';
import type { WeatherFigures } from './weather-load.ts';

export type Measured = {
  machine: ReturnType<typeof machine>;
  database: unknown;
  mixed: Mixed;
  pages: Record<string, PageFigures>;
  sign_in: SignInFigures;
  burst: Burst;
  weather: WeatherFigures & { upstream_calls: number };
  kv: KvFigures;
};

const LATENCY = { p95: 25, p99: 60 };
const HEALTH_P99 = 100;
const SIGN_IN = 1.15;
/** Of a server that asks nobody anything, by page. */
const PAGES: Record<string, number> = { 'home page': 0.8, 'room page': 0.6 };
const CACHED_P95 = 10;
const KV = { write: 0.6, read: 0.4 };

/** @returns the table of docs/performance.md, in Markdown */
export function tableOf(measured: Measured): string {
  const { machine, database, mixed, pages, sign_in, burst, kv, weather } = measured;
  const { users, rooms } = database as Record<string, number>;
  const rows = Object.entries(mixed.calls).map(([call, { p50, p95, p99 }]) => [
    `\`${call}\` at ${mixed.rate} requests/s mixed`,
    `p95 ≤ ${LATENCY.p95} ms, p99 ≤ ${LATENCY.p99} ms`,
    `p50 ${p50}, p95 ${p95}, p99 ${p99} ms`,
    verdict(p95 <= LATENCY.p95 && p99 <= LATENCY.p99),
  ]);
  const { time, cpu } = sign_in.ratio;
  rows.push([
    'A sign-in, beside its bcrypt alone',
    `≤ ${SIGN_IN} ×`,
    `${time} × the time, ${cpu} × the CPU time (${sign_in.sign_in.ms} ms, ${sign_in.bcrypt_alone.ms} ms)`,
    verdict(time <= SIGN_IN && cpu <= SIGN_IN),
  ]);
  rows.push([
    '`GET /health/live` during 50 sign-ins at once',
    `p99 < ${HEALTH_P99} ms`,
    `p50 ${burst.health_ms.p50}, p99 ${burst.health_ms.p99} ms for ${burst.sign_ins_s} s; ${burst.refused} sign-ins refused`,
    verdict(burst.health_ms.p99 < HEALTH_P99),
  ]);
  const { upstream_calls, crowd_ms, cached_ms } = weather;
  rows.push([
    '`GET /weather` by 1000 askers at once, of one city',
    '1 call to the provider',
    `${upstream_calls}; p50 ${crowd_ms.p50}, max ${crowd_ms.max} ms; ${weather.failed} failed`,
    verdict(upstream_calls === 1 && weather.failed === 0),
  ]);
  rows.push([
    `\`GET /weather\` of a city that was asked for, at ${weather.rate} requests/s`,
    `p95 ≤ ${CACHED_P95} ms`,
    `p50 ${cached_ms.p50}, p95 ${cached_ms.p95}, p99 ${cached_ms.p99} ms`,
    verdict(cached_ms.p95 <= CACHED_P95),
  ]);
  for (const [name, { ratio, site_per_s, bare_per_s, site_cpu_ms, bare_cpu_ms }] of Object.entries(pages))
    rows.push([
      `${name[0]?.toUpperCase()}${name.slice(1)}, signed in, beside a bare Express app`,
      `≥ ${PAGES[name]} ×`,
      `${ratio} × (${site_per_s} and ${bare_per_s} requests/s; ${site_cpu_ms} and ${bare_cpu_ms} ms of CPU each)`,
      verdict(ratio >= (PAGES[name] ?? 1)),
    ]);
  for (const call of ['write', 'read'] as const) {
    const { ratio, site_per_s, pgbench_per_s, site_cpu_ms } = kv[call];
    rows.push([
      `\`POST /kv/${call}\` of 100 keys, beside its statement by pgbench`,
      `≥ ${KV[call]} ×`,
      `${ratio} × (${site_per_s} and ${pgbench_per_s} batches/s; ${site_cpu_ms} ms of web's CPU each)`,
      verdict(ratio >= KV[call]),
    ]);
  }
  rows.push([
    '`GET /health/live` during batches of 10 MB, one after the other',
    `p99 < ${HEALTH_P99} ms`,
    `p50 ${kv.large.health_ms.p50}, p99 ${kv.large.health_ms.p99} ms; ${kv.large.seconds} s for a batch`,
    verdict(kv.large.health_ms.p99 < HEALTH_P99),
  ]);
  return [
    `Measured ${occasion(machine)}, ${users} people and ${rooms} rooms; ${mixed.failed} of ${mixed.all.count} requests failed.`,
    '',
    table(['what', 'target', 'measured', ''], rows),
  ].join('\n');
}

/** Puts the table into docs/performance.md, in place of the one before. */
export const writeTable = (table: string): Promise<void> => writeBetweenMarks('bench:http', table);
