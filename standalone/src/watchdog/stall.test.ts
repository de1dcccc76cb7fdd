import assert from 'node:assert/strict';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { flood } from '../../testing/flood.ts';
import { folderWithDatabase, start, stop } from '../../testing/instance.ts';

const folder = await folderWithDatabase();
const blockable = {
  STALL_SECONDS: '2',
  NODE_OPTIONS: `--import ${join(import.meta.dirname, '../../testing/block-on-signal.mjs')}`,
};

test('a process whose event loop is blocked for good says where, ends, and starts again with its data', async () => {
  const { child, output } = await start(folder, blockable);
  child.kill('SIGUSR2');
  const [, signal] = await once(child, 'close', { signal: AbortSignal.timeout(30_000) });
  assert.equal(signal, 'SIGKILL');
  const last = JSON.parse(output().trim().split('\n').at(-1) ?? '');
  assert.equal(last.level, 60);
  assert.match(last.msg, /^the event loop has not turned for 2 s/);
  assert.match(last.stack[0], /^standStill \(file:.*block-on-signal\.mjs:3\)$/);
  await stop(await start(folder));
});

test('a process that was stopped for longer than that goes on', async () => {
  const { child, url } = await start(folder, blockable);
  child.kill('SIGSTOP');
  // Time is what this is about.
  await new Promise((done) => setTimeout(done, 4000));
  child.kill('SIGCONT');
  for (let asked = 0; asked < 4; asked++) {
    assert.equal((await fetch(`${url}/health/live`)).status, 200);
    await new Promise((done) => setTimeout(done, 500));
  }
  await stop({ child, url, output: () => '' });
});

test('a flood of requests that are answered does not have the process ended', async () => {
  const instance = await start(folder, { STALL_SECONDS: '3' });
  const answered = await flood(instance.url, 12);
  assert.equal(instance.child.signalCode, null, instance.output());
  assert.ok(answered > 0);
  await stop(instance);
});
