import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeDatabaseFolder, writeEmbeddedTemplate } from '../db/testing/embedded-template.ts';
import { buildAssets } from '../web/build.ts';
import { root } from './checkout.ts';
import { ensure, installCommand, type Program } from './debian.ts';
import { type FileResult, runFile } from './file-run.ts';
import { type Counts, countLine, fileReport, total } from './report.ts';
import { startPostgres } from './servers/postgres.ts';
import { startRedis } from './servers/redis.ts';
import { findTestFiles, type TestFile } from './test-files.ts';

const servers: Program[] = ['postgresql', 'redis'];
const programs: Program[] = [...servers, 'curl', 'git', 'systemd'];
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => interrupted.abort());

const files = findTestFiles(process.argv.slice(2));
if (files.length === 0) {
  process.stderr.write('No test file matches.\n');
  process.exit(1);
}
// The website's tests ask for the pages' scripts and styles.
await buildAssets();
const scratch = await mkdtemp(join(tmpdir(), 'lantern-tests-'));
// Each file is a process of its own: the first compiles a module for all of them.
process.env.NODE_COMPILE_CACHE ??= join(scratch, 'compile-cache');
const embedded = await runEmbedded(files.filter(({ needs }) => needs === 'nothing' || needs === 'either'));
const real = await runOnServers(files.filter(({ needs }) => needs !== 'nothing'));
await rm(scratch, { recursive: true, force: true });
conclude([...embedded, ...real.results], real.missing);

async function runEmbedded(part: TestFile[]): Promise<FileResult[]> {
  const template = join(scratch, 'embedded.tar');
  const folder = join(scratch, 'embedded');
  // A few files are through before a template is made.
  const isWorthIt = part.length > 3;
  if (isWorthIt) await Promise.all([writeEmbeddedTemplate(template), makeDatabaseFolder(folder)]);
  const templates = { TEST_EMBEDDED_TEMPLATE: template, TEST_EMBEDDED_FOLDER: folder };
  return runPart('on the embedded parts', part, isWorthIt ? templates : {});
}

async function runOnServers(parts: TestFile[]): Promise<{ results: FileResult[]; missing: Program[] }> {
  if (parts.length === 0) return { results: [], missing: [] };
  const wanted = programs.filter((server) => parts.some((file) => serversOf(file).includes(server)));
  const missing = await ensure(wanted);
  const runnable = parts.filter((file) => !serversOf(file).some((server) => missing.includes(server)));
  if (runnable.length === 0) return { results: [], missing };
  const present = wanted.filter((server) => !missing.includes(server));
  await using postgres = present.includes('postgresql') ? await startPostgres() : undefined;
  await using redis = present.includes('redis') ? await startRedis() : undefined;
  const env = {
    ...(postgres && { TEST_DATABASE_URL: postgres.url }),
    ...(redis && { TEST_REDIS_URL: redis.url }),
  };
  return { results: await runPart(`on a real ${present.join(' and a real ')}`, runnable, env), missing };
}

function serversOf({ needs }: TestFile): Program[] {
  if (needs === 'either' || needs === 'servers') return servers;
  return programs.filter((program) => needs === program);
}

/** Runs files side by side, one more than there are cores because some of them wait, and reports each as it ends. */
async function runPart(title: string, part: TestFile[], variables: NodeJS.ProcessEnv): Promise<FileResult[]> {
  if (part.length === 0) return [];
  process.stdout.write(`\nTests ${title}\n`);
  const { TEST_DATABASE_URL: _, TEST_REDIS_URL: __, ...env } = process.env;
  const started = Date.now();
  const queue = part.values();
  const results: FileResult[] = [];
  const worker = async () => {
    for (const { path } of queue) {
      if (interrupted.signal.aborted) return;
      const result = await runFile(root, path, { ...env, ...variables }, interrupted.signal);
      if (interrupted.signal.aborted) return;
      results.push(result);
      process.stdout.write(`${fileReport(result)}\n`);
    }
  };
  await Promise.all(Array.from({ length: 1 + availableParallelism() }, worker));
  const seconds = Math.round((Date.now() - started) / 1000);
  process.stdout.write(
    `  ${countLine(total(results))} in ${results.length} ${results.length === 1 ? 'file' : 'files'}, ${seconds} s\n`,
  );
  return results;
}

/** The last lines are for people in a hurry and for CI: what failed, what did not run, the counts. */
function conclude(results: FileResult[], missing: Program[]): void {
  if (interrupted.signal.aborted) {
    process.stdout.write('\nInterrupted.\n');
    process.exit(130);
  }
  const failures = results.flatMap((result) => result.failures);
  if (failures.length > 0) process.stdout.write('\nFailed:\n');
  for (const { name, place } of failures) process.stdout.write(`  ${place}  ${name}\n`);
  const counts: Counts = total(results);
  const incomplete = missing.length > 0;
  if (incomplete && process.env.CI) counts.failed++;
  process.stdout.write(`\n${countLine(counts)}\n`);
  if (incomplete) {
    const names = missing.join(' and ');
    process.stdout.write(`Not run: the tests that need ${names}. To run them: ${installCommand(missing)}\n`);
    if (process.env.CI) process.stdout.write('CI is set, so this counts as a failure.\n');
  }
  process.exit(counts.failed > 0 ? 1 : 0);
}
