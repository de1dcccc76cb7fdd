import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createClient } from 'redis';
import { expect, test } from '../lantern.ts';
import { asProcesses, type ProcessesStack } from '../stacks/processes.ts';

const run = promisify(execFile);

test('what was said is nowhere once delivered: not in files, Redis, logs or the memory of chat', async ({
  member,
  unique,
  stack,
}) => {
  const parts = asProcesses(stack);
  const marker = randomBytes(16).toString('hex');
  const name = unique('garden');
  const [anna, boris] = [await member('Anna'), await member('Boris')];

  let room = '';

  const commands = await commandsDuring(parts, async () => {
    room = await anna.createRoom(name);
    await boris.enter(room);
    await anna.say(`Between us: ${marker}`);
    await expect(boris.log).toContainText(marker);
    await expect(anna.log).toContainText(marker);
    await anna.say(`/me thinks of ${marker}`);
    await expect(boris.log).toContainText(`Anna thinks of ${marker}`);
    await anna.say(`/weather ${marker}`);
    await expect(anna.log).toContainText('City not found');
  });
  const { logs, memory } = { logs: await stack.logs(), memory: await heapOf(parts) };

  // Each place is asked for what does belong there, too: a search that finds nothing at all proves nothing.
  expect(await filesHolding(name, parts.database.dataDir)).not.toEqual([]);
  expect(await filesHolding(marker, parts.database.dataDir)).toEqual([]);
  expect(await filesHolding('session:', parts.redis.dataDir)).not.toEqual([]);
  expect(await filesHolding(marker, parts.redis.dataDir)).toEqual([]);
  expect(commands.some((command) => command.includes('session:'))).toBe(true);
  expect(commands.filter((command) => command.includes(marker))).toEqual([]);
  expect(logs.includes(new URL(room).pathname)).toBe(true);
  expect(logs.includes(marker)).toBe(false);
  expect(memory.includes(name)).toBe(true);
  expect(memory.includes(marker)).toBe(false);
});

/** Every command that reaches Redis meanwhile: what is only published leaves no trace in its files. */
async function commandsDuring({ redis }: ProcessesStack, story: () => Promise<void>): Promise<string[]> {
  const client = await createClient({ url: redis.url }).connect();
  const commands: string[] = [];
  await client.monitor((command) => commands.push(String(command)));
  await story();
  client.destroy();
  return commands;
}

async function filesHolding(text: string, folder: string): Promise<string[]> {
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

async function heapOf({ chat, folder }: ProcessesStack): Promise<string> {
  chat.signal('SIGUSR2');
  let snapshot = '';
  await expect(async () => {
    const name = (await readdir(folder)).find((each) => each.endsWith('.heapsnapshot'));
    snapshot = await readFile(join(folder, name ?? ''), 'utf8');
    // Written to its end.
    JSON.parse(snapshot);
  }).toPass({ timeout: 60_000 });
  return snapshot;
}
