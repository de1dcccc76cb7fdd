import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { freePort } from '../testing/servers/server.ts';

const script = join(import.meta.dirname, 'watch.sh');

function watch(program: string, env: Record<string, string> = {}) {
  const child = spawn(script, ['http', process.execPath, '-e', program], {
    env: { PATH: process.env.PATH, PORT: '1', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close', { signal: AbortSignal.timeout(60_000) });
  return { child, ended };
}

test('a program that ends by itself ends the container, with its own exit code', async () => {
  const { ended } = watch('process.exit(7)');
  assert.equal((await ended)[0], 7);
});

test('a program reads what its container is given', async () => {
  const { child, ended } = watch("process.stdin.on('data', (data) => process.exit(Number(data)))");
  child.stdin.end('5');
  assert.equal((await ended)[0], 5);
});

test('a program gets the signals of the container and the time that it takes to stop', async () => {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const) {
    const stop = `process.on('${signal}', () => setTimeout(() => process.exit(3), 300));`;
    const { child, ended } = watch(`${stop} setInterval(() => {}, 1000); console.log('up')`);
    await once(child.stdout, 'data');
    child.kill(signal);
    assert.equal((await ended)[0], 3, signal);
  }
});

test('a program that does not answer any more is ended, and one that has not answered yet is not', async () => {
  const port = await freePort();
  const server = "require('http').createServer((_, answer) => answer.end()).listen(process.env.PORT)";
  const { child, ended } = watch(
    `setTimeout(() => ${server}.on('request', () => setImmediate(() => { console.log('asked'); for (;;); })), 5000)`,
    { PORT: String(port) },
  );
  await once(child.stdout, 'data');
  assert.equal((await ended)[0], 137);
});
