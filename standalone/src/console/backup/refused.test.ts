import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { runProgram } from '../../../../web/testing/console.ts';
import { dataFolder } from '../../../testing/instance.ts';

const cli = fileURLToPath(new URL('../../cli.ts', import.meta.url));
const folder = await dataFolder();
const file = join(folder, 'good.backup');
const run = (words: string[], data: string, env = {}) =>
  runProgram(cli, words, { DATA_DIR: join(folder, data), ...env }, 'Harbour 7 lights\n');

const made = await run(['create-superuser', '--email', 'anna@example.org', '--password-stdin'], 'here').then(
  () => run(['backup', file], 'here'),
);
assert.equal(made.code, 0, made.err);
const good = readFileSync(file);
/** One byte less in the middle of a line that the checksums know. */
const changed = gzipSync(gunzipSync(good).toString().replace('anna@example.org', 'nna@example.org'));

test('a backup that is changed, or none at all, is refused with its reason, and nothing is there after (row 64)', async () => {
  for (const [bytes, says] of [
    [Buffer.from('-- PostgreSQL database dump'), /^This is not a backup of Lantern\.\n$/],
    [changed, /^The backup is damaged or was changed: [^\n]+\. Nothing was restored\.\n$/],
  ] as const) {
    const path = join(folder, 'broken.backup');
    writeFileSync(path, bytes);
    const { code, out, err } = await run(['restore', path], 'there');
    assert.deepEqual([code, out], [1, '']);
    assert.match(err, says);
    for (const kept of ['pglite', 'pglite.new', 'secret'])
      assert.ok(!existsSync(join(folder, 'there', kept)), kept);
  }
});

test('a secret of the environment that is not the backup’s is refused (row 64)', async () => {
  const LANTERN_SECRET = 'another secret of the tests, 32 bytes and more';
  const { code, err } = await run(['restore', file], 'there', { LANTERN_SECRET });
  assert.equal(code, 1);
  assert.match(err, /^LANTERN_SECRET is set, and is not that of the backup/);
});

test('a restore into an instance without accounts takes its place', async () => {
  await run(['list-users'], 'started');
  const { code, out } = await run(['restore', file], 'started');
  assert.equal(code, 0);
  assert.match(out, /^Restored/);
  assert.match((await run(['list-users'], 'started')).out, /anna@example\.org/);
});

test('nothing to back up, a folder and a missing file are said so', async () => {
  const [nothing, place, missing] = await Promise.all([
    run(['backup', join(folder, 'nothing.backup')], 'empty'),
    run(['backup', join(folder, 'no', 'such', 'place')], 'here'),
    run(['restore', join(folder, 'missing')], 'there'),
  ]);
  assert.match(nothing.err, /^There is nothing to back up in /);
  assert.ok(
    !existsSync(join(folder, 'nothing.backup')) && !existsSync(join(folder, 'nothing.backup.unfinished')),
  );
  assert.match(place.err, /there is no such file/);
  assert.match(missing.err, /missing: there is no such file/);
  assert.deepEqual([nothing.code, place.code, missing.code], [1, 1, 1]);
});
