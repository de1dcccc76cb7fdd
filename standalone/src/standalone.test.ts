import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { Visitor } from '../../web/testing/people/visitor.ts';
import { dataFolder, launch, running, start as startOn, stop } from '../testing/instance.ts';

const folder = await dataFolder();
const start = () => startOn(folder);
/** The one that runs, handed on from test to test: starting one takes longer than most of what they do with it. */
let instance = await start();

/** Starts what cannot start. */
async function refused(env: Record<string, string>) {
  const { child, output } = launch(folder, env);
  const [code] = await once(child, 'exit');
  return { code, lines: output().trim().split('\n') };
}

test('a first start says what to open, and accounts, rooms and sessions survive a restart', async () => {
  assert.match(instance.output(), /First start/);
  assert.match(instance.output(), /npm run lantern -- create-superuser/);
  const anna = new Visitor(instance.url);
  await anna.signUp('anna');
  const room = await anna.createRoom('Outlives a restart');
  await stop(instance);

  instance = await start();
  assert.doesNotMatch(instance.output(), /First start/);
  const again = new Visitor(instance.url);
  for (const [name, value] of anna.cookies) again.cookies.set(name, value);
  assert.match((await again.get(`/chat/${room}`)).text, /Outlives a restart/);
  assert.equal((await new Visitor(instance.url).signIn('anna')).status, 303);
});

test('the bundler does not stay in memory after the start', async () => {
  const { pid } = instance.child;
  assert.equal((await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim(), '');
});

test('the secret is created once, and only its owner can read it', async () => {
  const { mode } = await stat(join(folder, 'secret'));
  assert.equal(mode & 0o777, 0o600);
});

test('a second process on the same data is refused, and one after a kill is not', async () => {
  const { code, lines } = await refused({});
  assert.equal(code, 1);
  assert.match(lines.at(-1) ?? '', /another Lantern is running on/);

  instance.child.kill('SIGKILL');
  await once(instance.child, 'exit');
  instance = await start();
});

test('a start waits for a stopping process and says so', async () => {
  const { port } = new URL(instance.url);
  const unfinished = connect(Number(port), '127.0.0.1');
  unfinished
    .on('error', () => {})
    .write('POST /login HTTP/1.1\r\nHost: lantern\r\nContent-Length: 9\r\n\r\nhalf');
  // An answer says that the server has the half request too: it came before.
  await new Visitor(instance.url).get('/health/live');

  instance.child.kill('SIGTERM');
  const second = launch(folder);
  const waits = new Promise<void>((done, fail) => {
    second.child.stdout.on('data', () => {
      if (second.output().includes('waiting for it')) done();
      else if (second.output().includes('is running.')) fail(new Error('it came too late to wait'));
    });
    second.child.once('exit', () => fail(new Error(second.output())));
  });
  await waits;
  assert.equal(instance.child.exitCode, null);
  unfinished.destroy();
  await stop(await running(second));
});

test('a taken port and invalid settings are reported in one line each, with exit code 1', async () => {
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

test('a secret that does not belong to the data is refused by name (row 20)', async () => {
  const { code, lines } = await refused({ LANTERN_SECRET: 'another secret, just as long as it has to be' });
  assert.equal(code, 1);
  assert.match(lines.at(-1) ?? '', /LANTERN_SECRET is not the one/);
});
