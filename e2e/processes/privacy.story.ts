import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createClient } from 'redis';
import { expect, test } from '../lantern.ts';
import { asProcesses, type ProcessesStack } from '../stacks/processes.ts';
import type { Service } from '../stacks/service.ts';

const run = promisify(execFile);

test('a message between two chat processes is stored nowhere after delivery: not in files, Redis, logs or memory', async ({
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
  const logs = await stack.logs();

  // Each place is asked for what does belong there, too: a search that finds nothing at all proves nothing.
  await expect.poll(() => filesHolding(name, parts.database.dataDir)).not.toEqual([]);
  expect(await filesHolding(marker, parts.database.dataDir)).toEqual([]);
  expect(await filesHolding('session:', parts.redis.dataDir)).not.toEqual([]);
  expect(await filesHolding(marker, parts.redis.dataDir)).toEqual([]);
  expect(commands.some((command) => command.includes('session:'))).toBe(true);
  const carrying = commands.filter((command) => command.includes(marker));
  expect(carrying).not.toEqual([]);
  for (const command of carrying) expect(command).toMatch(/^[\d.]+ \[[^\]]+\] "s?publish" /i);
  expect(logs.includes(new URL(room).pathname)).toBe(true);
  expect(logs.includes(marker)).toBe(false);
  let holding = 0;
  for (const chat of parts.chats) {
    const memory = await heapOf(chat, parts.folder);
    if (memory.includes(name)) holding++;
    expect(memory.includes(marker)).toBe(false);
  }
  // Anna's and Boris's.
  expect(holding).toBe(2);
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

async function heapOf(chat: Service, folder: string): Promise<string> {
  chat.signal('SIGUSR2');
  let snapshot = '';
  await expect(async () => {
    // Heap.<date>.<time>.<process>.<thread>.<number>.heapsnapshot
    const names = (await readdir(folder)).filter((each) => each.endsWith('.heapsnapshot'));
    const name = names.find((each) => each.split('.')[3] === String(chat.pid));
    snapshot = await readFile(join(folder, name ?? ''), 'utf8');
    // Written to its end.
    JSON.parse(snapshot);
  }).toPass({ timeout: 60_000 });
  return snapshot;
}
