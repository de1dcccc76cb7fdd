import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderWithDatabase, launch, running } from '../testing/instance.ts';

const folder = await folderWithDatabase();
const root = join(import.meta.dirname, '../..');

/** The process and all that it started. */
async function processesOf(pid: number): Promise<number[]> {
  const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim();
  const below = await Promise.all(children.split(' ').filter(Boolean).map(Number).map(processesOf));
  return [pid, ...below.flat()];
}

/** Mebibytes of memory, what is shared with others counted by its share (man 5 proc: Pss). */
async function memoryOf(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/^Pss: +(\d+)/m.exec(rollup)?.[1]) / 1024;
}

test('npm start takes less than 300 MB with its npm, and SIGTERM to npm ends all of it', async (t) => {
  const command = ['npm', 'start', '--silent', '--prefix', root];
  // The database is there: a start that makes it keeps some of the memory that it took for that.
  const { child } = await running(launch(folder, { HOME: folder }, command));
  const tree = await processesOf(child.pid ?? 0);
  t.after(() => {
    for (const pid of tree.filter(isRunning)) process.kill(pid, 'SIGKILL');
  });
  const memory = await Promise.all(tree.map(memoryOf));
  child.kill('SIGTERM');
  const ended = AbortSignal.timeout(15_000);
  for (const pid of tree) while (isRunning(pid)) await nextLook(ended);
  assert.equal(tree.length, 2);
  const sum = memory.reduce((all, each) => all + each);
  assert.ok(sum < 300, `${memory.map(Math.round).join(' + ')} MB`);
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function nextLook(deadline: AbortSignal): Promise<void> {
  if (deadline.aborted) throw new Error('a process of npm start did not end within 15 s');
  return new Promise((done) => setTimeout(done, 50));
}
