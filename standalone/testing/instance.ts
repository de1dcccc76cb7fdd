import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const { PATH, NODE_COMPILE_CACHE, TEST_EMBEDDED_FOLDER } = process.env;
const launched = new Set<ChildProcess>();

/** A data folder for one test file; what still runs on it is ended with the file. */
export async function dataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lantern-'));
  after(async () => {
    for (const child of launched) child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });
  return folder;
}

/** The same with an empty database, a copy of the one that the test run has made: a first start takes the time of two others. */
export async function folderWithDatabase(): Promise<string> {
  const folder = await dataFolder();
  const database = join(folder, 'pglite');
  if (TEST_EMBEDDED_FOLDER) await cp(TEST_EMBEDDED_FOLDER, database, { recursive: true });
  else {
    // Loading it takes half a second.
    const { makeDatabaseFolder } = await import('../../db/testing/embedded-template.ts');
    await makeDatabaseFolder(database);
  }
  return folder;
}

export type Instance = { child: ChildProcess; url: string; output: () => string };

/** Runs `npm start`'s program, or another command, whatever becomes of it. */
export function launch(folder: string, env: Record<string, string> = {}, command = [process.execPath, main]) {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    env: { PATH, PORT: '0', DATA_DIR: folder, NODE_COMPILE_CACHE, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  launched.add(child);
  child.once('exit', () => launched.delete(child));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  return { child, output: () => output };
}

export const start = (folder: string, env: Record<string, string> = {}) => running(launch(folder, env));

/** @returns the instance when it is running */
export async function running({ child, output }: ReturnType<typeof launch>): Promise<Instance> {
  return new Promise((resolve, reject) => {
    child.stdout.on('data', () => {
      const url = /Open (https?:\S+).*Ctrl-C stops/s.exec(output())?.[1];
      if (url) resolve({ child, url, output });
    });
    child.once('exit', () => reject(new Error(`did not start: ${output()}`)));
  });
}

export async function stop({ child }: Instance): Promise<void> {
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  assert.equal(code, 0);
}
