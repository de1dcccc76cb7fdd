import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { connect } from '@lantern/db';
import { kvRepository } from '../../web/src/kv/repository.ts';
import { relay } from '../../web/testing/wire/relay.ts';
import { statements } from '../../web/testing/wire/statements.ts';
import type { Child } from '../child.ts';
import { median, type Percentiles, round } from '../figures.ts';
import { cpuSeconds } from '../usage.ts';
import type { Job } from './generator.ts';
import { KV_CONNECTIONS, keysOf, valuesOf } from './kv-batches.ts';
import type { Large } from './kv-load.ts';
import type { BenchSite } from './site.ts';
import type { Member } from './workload.ts';

type Compared = {
  site_per_s: number;
  pgbench_per_s: number;
  ratio: number;
  /** Of web, for a batch. */
  site_cpu_ms: number;
};
export type KvFigures = {
  write: Compared;
  read: Compared;
  large: { seconds: number; health_ms: Percentiles };
};

export type KvComparison = {
  site: BenchSite;
  members: Member[];
  generator: Child;
  /** How often each is loaded, for `seconds` each time. */
  rounds: number;
  seconds: number;
};

const SEPARATOR = '\u001e';
/** The values of the statements' parameters, in their order, as pgbench puts them in. */
const OWNER = "(string_to_array(:owners, ',')::uuid[])[:client_id + 1]";
const PARAMETERS = {
  write: [
    OWNER,
    "replace(:keys, '@', :n::text)",
    ':values',
    '2000000000',
    '9000000000000000',
    "replace(:keys, '@', :n::text)",
  ],
  read: [':kept', OWNER, '10485760'],
};

/**
 * Writing and reading 100 keys at once beside the very statements that the site sends, run by pgbench over as many
 * connections with the same settings; in turns, so that what else the machine does meets both.
 */
export async function compareKv({
  site: { port, pid, databaseUrl },
  members,
  generator,
  rounds,
  seconds,
}: KvComparison): Promise<KvFigures> {
  const owners = members.slice(0, KV_CONNECTIONS);
  const sql = await statementsOf(databaseUrl, owners[0]?.id ?? '');
  const tokens = owners.map(({ token }) => token);
  await generator.ask({ kind: 'kv', port, tokens, call: 'keep', seconds: 0 } satisfies Job);
  const compare = async (call: 'write' | 'read') => {
    const turns: { site: number; cpu: number; pgbench: number }[] = [];
    // The first of them warms both up.
    for (let n = 0; n <= rounds; n++) {
      const before = cpuSeconds(pid);
      const site = await generator.ask<number>({ kind: 'kv', port, tokens, call, seconds } satisfies Job);
      const cpu = ((cpuSeconds(pid) - before) * 1000) / (site * seconds);
      const statement = filledIn(sql[call], PARAMETERS[call]);
      turns.push({
        site,
        cpu,
        pgbench: await pgbench({ url: databaseUrl, sql: statement, owners, seconds }),
      });
    }
    turns.shift();
    return {
      site_per_s: round(median(turns.map(({ site }) => site))),
      pgbench_per_s: round(median(turns.map((turn) => turn.pgbench))),
      ratio: round(median(turns.map((turn) => turn.site / turn.pgbench)), 2),
      site_cpu_ms: round(median(turns.map(({ cpu }) => cpu)), 2),
    };
  };
  return {
    write: await compare('write'),
    read: await compare('read'),
    large: await generator.ask<Large>({
      kind: 'large',
      port,
      token: tokens[0] ?? '',
      batches: 5,
    } satisfies Job),
  };
}

/** What the site's own repository has Postgres run, heard on its way there. */
async function statementsOf(databaseUrl: string, owner: string): Promise<{ write: string; read: string }> {
  const heard: string[] = [];
  const way = await relay(databaseUrl, () => statements((text) => heard.push(text)));
  const connection = connect(way.url);
  try {
    const kv = kvRepository(connection);
    await kv.write(owner, { keys: '"heard"', values: '1' }, { keys: 2_000_000_000, bytes: 9e15 });
    await kv.read(owner, '"heard"', 1);
  } finally {
    await connection.close();
    way.close();
  }
  const find = (what: string) => heard.find((text) => text.includes(what)) ?? '';
  return { write: find('insert into "kv_entries"'), read: find('left join lateral') };
}

const filledIn = (sql: string, parameters: string[]) =>
  sql.replace(/\$(\d+)/g, (_, n: string) => parameters[Number(n) - 1] ?? '');

type PgbenchRun = { url: string; sql: string; owners: Member[]; seconds: number };

async function pgbench({ url, sql, owners, seconds }: PgbenchRun): Promise<number> {
  const file = join(tmpdir(), `lantern-pgbench-${randomUUID()}.sql`);
  await writeFile(file, `\\set n random(1, 9000000000000000)\n${sql};\n`);
  const values = {
    owners: owners.map(({ id }) => id).join(),
    keys: keysOf('@')
      .map((key) => JSON.stringify(key))
      .join(SEPARATOR),
    kept: keysOf('kept')
      .map((key) => JSON.stringify(key))
      .join(SEPARATOR),
    values: valuesOf()
      .map((value) => JSON.stringify(value))
      .join(SEPARATOR),
  };
  const { stdout } = await promisify(execFile)(
    'pgbench',
    [
      ...['-n', '-M', 'prepared', '-c', String(owners.length), '-T', String(seconds), '-f', file],
      ...Object.entries(values).flatMap(([name, value]) => ['-D', `${name}=${value}`]),
      url,
    ],
    { env: { ...process.env, PGOPTIONS: '-c plan_cache_mode=force_custom_plan' } },
  );
  await rm(file);
  const [, perSecond] = /tps = ([\d.]+)/.exec(stdout) ?? [];
  return Number(perSecond);
}
