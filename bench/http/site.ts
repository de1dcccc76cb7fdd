import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Connection, connect, migrateDatabase } from '@lantern/db';
import { buildAssets } from '@lantern/web/build';
import { Service } from '../../e2e/stacks/service.ts';
import { startPostgres } from '../../testing/servers/postgres.ts';
import { startRedis } from '../../testing/servers/redis.ts';
import { freePort } from '../../testing/servers/server.ts';
import { WeatherServer } from '../../web/testing/outside/weather-server.ts';

const root = join(import.meta.dirname, '../..');
/** Of the benchmark's own database, and of one that was seeded beforehand. */
export const SECRET = process.env.LANTERN_SECRET ?? 'a secret of the benchmarks, 32 bytes and more';

/** A process of web. */
export type BenchWeb = { service: Service; port: number; pid: number; logFile: string };

export type BenchSite = {
  /** Of the first process. */
  port: number;
  pid: number;
  webs: BenchWeb[];
  databaseUrl: string;
  redisUrl: string;
  connection: Connection;
  /** Whom web asks for the weather. */
  weather: WeatherServer;
  stop(): Promise<void>;
};

export type SiteOptions = {
  /** The URL of a database that is filled already; absent: a Postgres of its own with so many people and rooms. */
  seeded: string | undefined;
  people: number;
  rooms: number;
  /** Of each web process; absent: none. */
  nodeArguments?: string[];
  /** How many web processes there are; absent: one. */
  processes?: number;
};

/** Postgres, Redis and web, each a process on this machine; web with the defaults of production but for its limits. */
export async function startSite({
  seeded,
  people,
  rooms,
  nodeArguments = [],
  processes = 1,
}: SiteOptions): Promise<BenchSite> {
  const folder = await mkdtemp(join(tmpdir(), 'lantern-bench-'));
  const running: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  const stop = async () => {
    for (const end of running.splice(0).reverse()) await end();
  };
  try {
    const redis = await startRedis();
    running.push(() => redis.stop());
    const databaseUrl = seeded ?? (await seededDatabase(running, people, rooms));
    await buildAssets();
    const weather = new WeatherServer();
    running.push(() => weather.stop());
    const env = {
      NODE_ENV: 'production',
      DATABASE_URL: databaseUrl,
      REDIS_URL: redis.url,
      LANTERN_SECRET: SECRET,
      TRUSTED_PROXIES: 'loopback',
      RATE_LIMIT_FACTOR: '1000000',
      ...(await weather.start()),
      KV_MAX_KEYS: '2000000000',
      KV_MAX_BYTES: '9000000000000000',
    };
    const startWeb = async (): Promise<BenchWeb> => {
      const port = await freePort();
      const logFile = join(folder, `web-${port}.log`);
      const service = new Service({
        command: [process.execPath, ...profiling(), ...nodeArguments, join(root, 'web/src/main.ts')],
        env: { ...env, PORT: String(port) },
        logFile,
        readyUrl: `http://127.0.0.1:${port}/health/ready`,
      });
      running.push(() => service.stop());
      await service.start();
      return { service, port, pid: service.pid, logFile };
    };
    const first = await startWeb();
    const webs = [first];
    while (webs.length < processes) webs.push(await startWeb());
    const connection = connect(databaseUrl);
    running.push(() => connection.close());
    const { port, pid } = first;
    return { port, pid, webs, databaseUrl, redisUrl: redis.url, connection, weather, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function seededDatabase(running: (() => Promise<unknown>)[], people: number, rooms: number) {
  const postgres = await startPostgres();
  running.push(() => postgres.stop());
  await migrateDatabase(postgres.url);
  const seed = spawn(
    process.execPath,
    [join(root, 'bench/seed/run.ts'), '--users', `${people}`, '--rooms', `${rooms}`],
    {
      env: { PATH: process.env.PATH, DATABASE_URL: postgres.url, LANTERN_SECRET: SECRET },
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  const [code] = await once(seed, 'exit');
  if (code !== 0) throw new Error('the database could not be filled');
  return postgres.url;
}

/** `CPU_PROFILE=folder` writes a profile of web there when it ends. */
function profiling(): string[] {
  const { CPU_PROFILE } = process.env;
  return CPU_PROFILE ? ['--cpu-prof', `--cpu-prof-dir=${CPU_PROFILE}`] : [];
}
