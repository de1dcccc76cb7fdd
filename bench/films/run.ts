import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { startPostgres } from '../../testing/servers/postgres.ts';
import { SECRET } from '../http/site.ts';

const SIZES = [25_000, 100_000, 400_000];
const OWNER = 'anna@example.org';
const cli = join(import.meta.dirname, '../../standalone/src/cli.ts');
const folder = await mkdtemp(join(tmpdir(), 'lantern-bench-'));

const WORDS = 'дом ночь последний путь мост река город solaris night river story lost last time king'.split(
  ' ',
);
const word = (at: number) => WORDS[at % WORDS.length] ?? '';

/** Some hundred titles are many films’, as they are; every fifth film is restricted. */
function* films(count: number) {
  for (let at = 0; at < count; at += 1) {
    const number = at % 3 === 0 ? '' : ` ${at % 20_000}`;
    const title = `${word(at)} ${word(at * 7 + 3)} ${word(Math.floor(at / 15))}${number}`;
    const film = { external_id: `film-${at}`, title, year: 1900 + (at % 125) };
    yield `${JSON.stringify(at % 5 === 0 ? { ...film, restriction_label: '18+' } : film)}\n`;
  }
}

const say = (line: string) => process.stdout.write(`${line}\n`);
const fileOf = (count: number) => join(folder, `${count}.jsonl`);
for (const count of SIZES) await pipeline(Readable.from(films(count)), createWriteStream(fileOf(count)));

/** The most memory that a process has had at once, in bytes (VmHWM of `man 5 proc`), when it has ended. */
async function peakOf(child: ChildProcess): Promise<number> {
  let peak = 0;
  const look = async () => {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
    peak = Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? peak / 1024) * 1024;
  };
  const timer = setInterval(look, 50);
  await once(child, 'exit').finally(() => clearInterval(timer));
  return peak;
}

async function run(words: string[], env: Record<string, string>, input = ''): Promise<string[]> {
  const began = performance.now();
  const child = spawn(process.execPath, [cli, ...words], {
    env: { PATH: process.env.PATH, LANTERN_SECRET: SECRET, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin?.end(input);
  child.stdout?.resume();
  const peak = await peakOf(child);
  if (child.exitCode !== 0) throw new Error(`${words[0]} ended with ${child.exitCode}`);
  return [`${((performance.now() - began) / 1000).toFixed(1)} s`, `${Math.round(peak / 2 ** 20)} MiB`];
}

async function measure(database: string, count: number, env: Record<string, string>): Promise<void> {
  await run(['create-superuser', '--email', OWNER, '--password-stdin'], env, 'Lamp oil, 3 cans\n');
  for (const time of ['first', 'again']) {
    const figures = await run(['import-films', fileOf(count), '--owner', OWNER], env);
    say(`| ${[database, count.toLocaleString('en'), time, ...figures].join(' | ')} |`);
  }
}

try {
  say('| database | films | | time | most memory |\n| --- | --- | --- | --- | --- |');
  for (const count of SIZES) {
    await using postgres = await startPostgres();
    await measure('Postgres', count, { DATABASE_URL: postgres.url });
  }
  for (const count of SIZES) await measure('embedded', count, { DATA_DIR: join(folder, String(count)) });
} finally {
  await rm(folder, { recursive: true });
}
