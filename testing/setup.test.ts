import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, cp, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { root } from './checkout.ts';

/** A checkout as far as setup.mjs looks at one, with everything installed or with nothing. */
async function checkout(t: TestContext, { installed }: { installed: boolean }): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lantern-setup-'));
  t.after(() => rm(folder, { recursive: true }));
  for (const file of ['setup.mjs', 'package.json', 'package-lock.json']) {
    await copyFile(join(root, file), join(folder, file));
  }
  if (installed) {
    const npmsRecord = 'node_modules/.package-lock.json';
    await cp(join(root, npmsRecord), join(folder, npmsRecord));
    await cp(join(root, 'package.json'), join(folder, 'node_modules/node/bin/node'));
  }
  return folder;
}

function setUp(folder: string) {
  const nowhere = { npm_config_registry: 'http://127.0.0.1:9', npm_config_cache: join(folder, 'cache') };
  const child = spawn(process.execPath, [join(folder, 'setup.mjs')], {
    env: { PATH: process.env.PATH, HOME: folder, ...nowhere },
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  }
  const ended = once(child, 'close').then(([code]) => ({ code, printed }));
  return { child, ended };
}

test('with everything installed the setup does nothing and prints nothing', async (t) => {
  const folder = await checkout(t, { installed: true });
  assert.deepEqual(await setUp(folder).ended, { code: 0, printed: '' });
});

test('without a network one line says so', async (t) => {
  const folder = await checkout(t, { installed: false });
  const { code, printed } = await setUp(folder).ended;
  assert.equal(code, 1);
  assert.match(printed, /The npm registry cannot be reached: .* \(ECONNREFUSED\)\n$/);
});

test('a setup waits for another one and then does nothing', async (t) => {
  const folder = await checkout(t, { installed: true });
  await writeFile(join(folder, '.setup.lock'), '');
  const { child, ended } = setUp(folder);
  await once(child.stdout, 'data');
  await rm(join(folder, '.setup.lock'));
  const { code, printed } = await ended;
  assert.equal(code, 0);
  assert.match(printed, /^Another process is installing the packages: waiting, 0 s\n/);
});

test('a stale lock of a crashed setup is removed', async (t) => {
  const folder = await checkout(t, { installed: true });
  const lock = join(folder, '.setup.lock');
  await writeFile(lock, '');
  await utimes(lock, new Date(0), new Date(0));
  assert.equal((await setUp(folder).ended).code, 0);
});
