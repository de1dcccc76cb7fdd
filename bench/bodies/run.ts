import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { client } from '../http/client.ts';
import { bodies, doors } from './worst.ts';

/**
 * Measures what the most expensive bodies of strangers cost `npm start`: the time that each takes on its main thread. The process
 * answers nobody else in that time. Each is compared with a small body at the same door, so that passwords and the database are not counted.
 */
const ROUNDS = 12;
const main = join(import.meta.dirname, '../../standalone/src/main.ts');
const folder = await mkdtemp(join(tmpdir(), 'lantern-bench-'));
const child = spawn(process.execPath, [main], {
  env: {
    PATH: process.env.PATH,
    PORT: '0',
    DATA_DIR: folder,
    RATE_LIMIT_FACTOR: '1000000',
    LOG_LEVEL: 'silent',
  },
  stdio: ['ignore', 'pipe', 'inherit'],
});
let output = '';
const port = await new Promise<number>((resolve) => {
  child.stdout.on('data', (chunk) => {
    output += chunk;
    const found = /Open http:\S+:(\d+)/.exec(output)?.[1];
    if (found) resolve(Number(found));
  });
});

/** Milliseconds that the main thread has had (`schedstat` of proc(5)). */
async function used(): Promise<number> {
  const [nanoseconds] = (await readFile(`/proc/${child.pid}/task/${child.pid}/schedstat`, 'utf8')).split(' ');
  return Number(nanoseconds) / 1e6;
}

const { ask, close } = client(port, 1);
const page = await ask({ method: 'GET', path: '/login' });
const cookie = [page.headers['set-cookie'] ?? []]
  .flat()
  .map((line) => line.split(';')[0])
  .join('; ');
const csrf = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';

async function cost(path: string, headers: Record<string, string>, body: string) {
  const each: number[] = [];
  let status = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const before = await used();
    ({ status } = await ask({ method: 'POST', path, headers: { cookie, ...headers }, body }));
    each.push((await used()) - before);
  }
  const sorted = each.slice(ROUNDS / 4).toSorted((one, other) => one - other);
  return { status, median: sorted[Math.floor(sorted.length / 2)] ?? 0 };
}

const rows: string[] = [];
for (const { path, kind, field } of doors) {
  const small = await cost(path, ...bodies(kind, field, csrf).small);
  for (const [what, headers, body] of bodies(kind, field, csrf).worst) {
    const { status, median } = await cost(path, headers, body);
    rows.push(`${(median - small.median).toFixed(1).padStart(7)} ms  ${status}  ${path}  ${what}`);
  }
}
process.stdout.write(
  `${rows.toSorted((one, other) => Number.parseFloat(other) - Number.parseFloat(one)).join('\n')}\n`,
);
close();
child.kill('SIGTERM');
await once(child, 'exit');
await rm(folder, { recursive: true, force: true });
