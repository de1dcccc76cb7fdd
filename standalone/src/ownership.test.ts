import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  lchownSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { StartError } from '@lantern/service/lifecycle';
import { runProgram } from '../../web/testing/console.ts';
import { dataFolder, folderWithDatabase, launch, start, stop } from '../testing/instance.ts';
import { requireOwnTree } from './ownership.ts';

const cli = fileURLToPath(new URL('./cli.ts', import.meta.url));
const isRoot = process.geteuid?.() === 0;
const NOBODY = 65_534;

/** Makes a file or folder another user's: only root can give one away, others put a link to one of root's in its place. */
function giveAway(path: string): () => void {
  if (isRoot) {
    lchownSync(path, NOBODY, NOBODY);
    return () => lchownSync(path, 0, 0);
  }
  renameSync(path, `${path}.own`);
  symlinkSync('/etc', path);
  return () => {
    rmSync(path);
    renameSync(`${path}.own`, path);
  };
}

async function refusal(folder: string): Promise<string> {
  const { child, output } = launch(folder);
  const [code] = await once(child, 'exit');
  assert.equal(code, 1, output());
  return output();
}

test('data that another user owns is not used: the folder, the secret, or anything of the database (row 51)', async () => {
  const folder = await folderWithDatabase();
  await stop(await start(folder));
  for (const name of ['', 'secret', 'pglite', 'pglite/global/pg_control']) {
    const path = join(folder, name);
    const takeBack = giveAway(path);
    const belongs = new RegExp(`Lantern cannot start: ${path} belongs to another user \\(uid \\d+; `);
    assert.match(await refusal(folder), belongs);
    const listed = await runProgram(cli, ['list-users'], { DATA_DIR: folder });
    assert.deepEqual([listed.code, listed.err.startsWith(`${path} belongs to another user`)], [1, true]);
    takeBack();
  }
  await stop(await start(folder));
});

test('a link in the data folder is not followed to what another user owns (row 51)', async () => {
  const folder = await dataFolder();
  const elsewhere = await dataFolder();
  const theirs = join(elsewhere, 'theirs');
  for (const name of ['secret', 'pglite']) {
    if (name === 'secret') writeFileSync(theirs, 'known to them\n');
    else mkdirSync(theirs);
    giveAway(theirs);
    symlinkSync(theirs, join(folder, name));
    assert.match(await refusal(folder), new RegExp(`${join(folder, name)} belongs to another user`));
    rmSync(join(folder, name));
    rmSync(theirs, { recursive: true });
  }
});

test('a data folder that was open to all is closed before it is read what is in it (row 51)', async () => {
  const folder = await dataFolder();
  const secret = join(folder, 'secret');
  writeFileSync(secret, 'known to them\n');
  giveAway(secret);
  chmodSync(folder, 0o777);
  assert.match(await refusal(folder), new RegExp(`${secret} belongs to another user`));
  assert.equal(statSync(folder).mode & 0o777, 0o700);
});

test('a data folder that cannot be read, or changes meanwhile, is refused by name', async () => {
  const folder = await dataFolder();
  const database = join(folder, 'pglite');
  symlinkSync(database, database);
  assert.equal(await refusal(folder), `Lantern cannot start: cannot read ${database} (ELOOP)\n`);
  rmSync(database);
  // Stands for another program: it makes and removes folders there until it is stopped.
  const script = `const { mkdirSync, rmSync } = require('node:fs');
    for (;;) for (const act of [mkdirSync, rmSync]) for (let at = 0; at < 200; at++) act(process.argv[1] + '/' + at, { recursive: true });`;
  mkdirSync(database);
  const other = spawn(process.execPath, ['-e', script, database], { stdio: 'ignore' });
  let message = '';
  while (message === '') {
    try {
      requireOwnTree(database);
      await new Promise(setImmediate);
    } catch (error) {
      assert.ok(error instanceof StartError, String(error));
      message = error.message;
    }
  }
  other.kill();
  assert.match(message, /\/pglite\/\d+ was removed while it was read: /);
});

test('the doctor names the secret that another user owns', async () => {
  const folder = await dataFolder();
  const secret = join(folder, 'secret');
  writeFileSync(secret, 'known to them\n');
  giveAway(secret);
  const { code, out } = await runProgram(cli, ['doctor'], { DATA_DIR: folder });
  assert.equal(code, 1);
  assert.match(out, new RegExp(`^wrong {4}data: ${secret} belongs to another user`, 'm'));
});

test('the console says nothing to another user who listens in the data folder (row 51)', async () => {
  const folder = await dataFolder();
  const server = createServer(() => assert.fail('was connected to')).listen(join(folder, 'lantern.sock'));
  await once(server, 'listening');
  giveAway(isRoot ? join(folder, 'lantern.sock') : folder);
  const words = ['create-superuser', '--email', 'anna@example.org', '--password-stdin'];
  const { code, err } = await runProgram(cli, words, { DATA_DIR: folder }, 'Harbour 7 lights\n');
  server.close();
  assert.deepEqual([code, /belongs to another user/.test(err)], [1, true]);
});
