import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Visitor } from '../../web/testing/visitor.ts';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'lantern-'));
const running = new Set<ChildProcess>();
after(async () => {
  for (const child of running) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

type Instance = { child: ChildProcess; url: string; output: () => string };

function launch(env: Record<string, string>) {
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env.PATH, PORT: '0', DATA_DIR: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  return { child, output: () => output };
}

async function start(env: Record<string, string> = {}): Promise<Instance> {
  const { child, output } = launch(env);
  return new Promise((resolve, reject) => {
    child.stdout.on('data', () => {
      const url = /Open (http:\S+)/.exec(output())?.[1];
      if (url) resolve({ child, url, output });
    });
    child.once('exit', () => reject(new Error(`did not start: ${output()}`)));
  });
}

async function stop({ child }: Instance): Promise<void> {
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  assert.equal(code, 0);
}

/** Starts what cannot start. */
async function refused(env: Record<string, string>) {
  const { child, output } = launch(env);
  const [code] = await once(child, 'exit');
  return { code, lines: output().trim().split('\n') };
}

test('a first start says what to open, and accounts, rooms and sessions survive a restart', async () => {
  const first = await start();
  assert.match(first.output(), /First start/);
  const anna = new Visitor(first.url);
  await anna.signUp('anna');
  const room = await anna.createRoom('Outlives a restart');
  await stop(first);

  const second = await start();
  assert.doesNotMatch(second.output(), /First start/);
  const again = new Visitor(second.url);
  for (const [name, value] of anna.cookies) again.cookies.set(name, value);
  assert.match((await again.get(`/chat/${room}`)).text, /Outlives a restart/);
  assert.equal((await new Visitor(second.url).signIn('anna')).status, 303);
  await stop(second);
});

test('the secret is made once and is nobody else’s to read', async () => {
  const { mode } = await stat(join(folder, 'secret'));
  assert.equal(mode & 0o777, 0o600);
});

test('a second process on the same data is refused, and one after a kill is not', async () => {
  const first = await start();
  const { code, lines } = await refused({});
  assert.equal(code, 1);
  assert.match(lines.at(-1) ?? '', /another Lantern is running on/);

  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  await stop(await start());
});

test('a taken port and wrong settings are told in a line each, with exit code 1', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as { port: number };
  const onTaken = await refused({ PORT: String(port) });
  assert.equal(onTaken.code, 1);
  assert.equal(
    onTaken.lines.at(-1),
    `Lantern cannot start: port ${port} on 127.0.0.1 is taken: stop what uses it, or set PORT`,
  );
  taken.close();

  const wrong = await refused({ PORT: 'eighty', LOG_LEVEL: 'loud', LANTERN_SECRET: 'short' });
  assert.equal(wrong.code, 1);
  assert.equal(wrong.lines[0], 'Lantern cannot start:');
  assert.deepEqual(
    wrong.lines
      .slice(1)
      .map((line) => line.split(':')[0])
      .sort(),
    ['LANTERN_SECRET', 'LOG_LEVEL', 'PORT'],
  );
  assert.ok(!wrong.lines.join().includes('eighty'), 'values stay out of the output');
});

test('row 20: another secret than the data was made with is refused, naming it', async () => {
  const { code, lines } = await refused({ LANTERN_SECRET: 'another secret, just as long as it has to be' });
  assert.equal(code, 1);
  assert.match(lines.at(-1) ?? '', /LANTERN_SECRET is not the one/);
});
