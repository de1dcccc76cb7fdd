import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../../testing/checkout.ts';
import { flood } from '../../testing/flood.ts';
import { dataFolder, start, stop } from '../../testing/instance.ts';

const folder = await dataFolder();

test('systemd-analyze finds no mistake in the unit, and little that it does not protect', async () => {
  const unit = join(folder, 'lantern.service');
  const text = await readFile(join(root, 'standalone/lantern.service'), 'utf8');
  await writeFile(
    unit,
    text.replace('/opt/lantern/standalone', join(root, 'standalone')).replace(/^User=.*\n/m, 'User=daemon\n'),
  );
  const analyze = (...args: string[]) =>
    execFileSync('systemd-analyze', [...args, unit], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  analyze('verify', '--man=no');
  // The exposure in tenths: one of 2.0 is called OK.
  analyze('security', '--offline=yes', '--threshold=20');
});

test('systemd is told of the start, of each health check that passed, and of the stop', async (t) => {
  const received = await notifySocket(t.signal);
  const instance = await start(folder, { ...received.env, WATCHDOG_USEC: '600000' });
  await received.until(/^READY=1(WATCHDOG=1){3}/);
  await stop(instance);
  await received.until(/^READY=1(WATCHDOG=1)+STOPPING=1$/);
});

test('a process that answers nothing does not say that it does', async (t) => {
  const received = await notifySocket(t.signal);
  const { child } = await start(folder, { ...received.env, WATCHDOG_USEC: '600000', ...blockable });
  await received.until(/^READY=1WATCHDOG=1/);
  child.kill('SIGUSR2');
  const [, signal] = await once(child, 'exit', { signal: AbortSignal.timeout(30_000) });
  assert.equal(signal, 'SIGKILL');
  const beats = (await received.text()).match(/WATCHDOG/g)?.length ?? 0;
  assert.ok(beats < 20, `${beats} heartbeats`);
});

test('systemd is told that the process answers, also during a flood of requests', async (t) => {
  const received = await notifySocket(t.signal);
  const instance = await start(folder, { ...received.env, WATCHDOG_USEC: '3000000' });
  await received.until(/^READY=1WATCHDOG=1/);
  const beats = async () => (await received.text()).match(/WATCHDOG/g)?.length ?? 0;
  const before = await beats();
  await flood(instance.url, 15);
  const during = (await beats()) - before;
  // One each second, were the machine idle.
  assert.ok(during >= 5, `${during} heartbeats`);
  await stop(instance);
});

const blockable = {
  STALL_SECONDS: '4',
  NODE_OPTIONS: `--import ${join(import.meta.dirname, '../../testing/block-on-signal.mjs')}`,
};

let sockets = 0;

/** What systemd listens on, a Unix datagram socket: systemd's own program holds it, and `cat` writes down what comes. */
async function notifySocket(signal: AbortSignal) {
  const path = join(folder, `notify-${++sockets}`);
  const file = `${path}.txt`;
  await writeFile(file, '');
  spawn('systemd-socket-activate', ['--datagram', `--listen=${path}`, 'sh', '-c', `exec cat <&3 >${file}`], {
    stdio: 'ignore',
    signal,
  }).on('error', () => {});
  // systemd-notify also asks to be told when what it said was read.
  const text = async () => (await readFile(file, 'utf8')).replaceAll(/\n|BARRIER=1/g, '');
  const wait = async (done: () => Promise<boolean>, what: () => string) => {
    const deadline = Date.now() + 30_000;
    while (!(await done())) {
      assert.ok(Date.now() < deadline, what());
      await new Promise((next) => setTimeout(next, 20));
    }
  };
  await wait(
    async () => existsSync(path),
    () => 'systemd-socket-activate does not listen',
  );
  return {
    env: { NOTIFY_SOCKET: path },
    text,
    async until(pattern: RegExp) {
      let last = '';
      const matches = async () => {
        last = await text();
        return pattern.test(last);
      };
      await wait(matches, () => `systemd was told: ${last}`);
    },
  };
}
