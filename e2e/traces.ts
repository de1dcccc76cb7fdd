import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from '@playwright/test';
import { createClient } from 'redis';
import type { ProcessesStack } from './stacks/processes.ts';
import type { Service } from './stacks/service.ts';

const run = promisify(execFile);

/** @returns every command that reaches Redis meanwhile: what is only published leaves no trace in its files */
export async function commandsDuring(
  { redis }: ProcessesStack,
  story: () => Promise<void>,
): Promise<string[]> {
  const client = await createClient({ url: redis.url }).connect();
  const commands: string[] = [];
  await client.monitor((command) => commands.push(String(command)));
  await story();
  client.destroy();
  return commands;
}

/** @returns the paths of the files in a folder that hold the text */
export async function filesHolding(text: string, folder: string): Promise<string[]> {
  const search = run('grep', ['--recursive', '--files-with-matches', '--fixed-strings', text, folder]);
  // grep ends with 1 when it finds nothing, and with 2 when it could not look.
  return search.then(
    ({ stdout }) => stdout.trim().split('\n'),
    (error) => {
      if (error.code !== 1) throw error;
      return [];
    },
  );
}

/**
 * Has a process of web or chat write what is on its heap.
 *
 * @param folder see {@link ProcessesStack.folder}
 * @returns the newest heap snapshot of the process
 */
export async function heapOf(service: Service, folder: string): Promise<string> {
  const before = await snapshotsOf(service, folder);
  service.signal('SIGUSR2');
  let snapshot = '';
  await expect(async () => {
    const name = (await snapshotsOf(service, folder)).find((each) => !before.includes(each));
    snapshot = await readFile(join(folder, name ?? ''), 'utf8');
    // Written to its end.
    JSON.parse(snapshot);
  }).toPass({ timeout: 60_000 });
  return snapshot;
}

/** Heap.<date>.<time>.<process>.<thread>.<number>.heapsnapshot */
async function snapshotsOf({ pid }: Service, folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((each) => each.endsWith('.heapsnapshot'));
  return names.filter((each) => each.split('.')[3] === String(pid));
}
