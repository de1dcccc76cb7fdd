import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, rmSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Program } from '../../web/testing/people/program.ts';
import { Visitor } from '../../web/testing/people/visitor.ts';
import { dataFolder, folderWithDatabase, launch, start, stop } from '../testing/instance.ts';

const MB = 2 ** 20;

/** Writes down, as `strace` would, each time that the process asks the kernel to bring a file to the disk. */
const RECORDER = `data:text/javascript,${encodeURIComponent(`
  import fs from 'node:fs';
  import { syncBuiltinESMExports } from 'node:module';
  for (const name of ['fsyncSync', 'fdatasyncSync']) {
    const real = fs[name];
    fs[name] = (file) => {
      real(file);
      fs.appendFileSync(process.env.SYNCS, fs.readlinkSync('/proc/self/fd/' + file) + '\\n');
    };
  }
  syncBuiltinESMExports();
`)}`;

test('each confirmed write is on disk (row 57)', async () => {
  const folder = await folderWithDatabase();
  const record = join(await dataFolder(), 'syncs');
  const instance = await start(folder, { NODE_OPTIONS: `--import ${RECORDER}`, SYNCS: record });
  const syncs = () => readFileSync(record, 'utf8').match(/\/pg_wal\/.*$/gm)?.length ?? 0;
  const program = new Program(instance.url);
  for (const name of ['anna', 'boris'] as const) {
    const before = syncs();
    const { status } = await program.register(name);
    assert.equal(status, 201);
    assert.ok(syncs() > before, `${name}: ${syncs()} after ${before}`);
  }
  await stop(instance);
});

test('with too little space writes fail, reads work, and everything recovers when there is more (row 57)', async () => {
  const folder = await folderWithDatabase();
  const { bavail, bsize } = statfsSync(folder);
  const free = Math.floor((bavail * bsize) / MB);
  // Other programs use the disk as well: the floor is far from what they write meanwhile.
  const instance = await start(folder, { DATA_MIN_FREE_MB: String(free - 2048) });
  const anna = new Visitor(instance.url);
  await anna.signUp('anna');
  const room = await anna.createRoom('Still to be read');
  const ready = async () => (await fetch(`${instance.url}/health/ready`)).status;
  const until = async (status: number) => {
    while ((await ready()) !== status) await new Promise(setImmediate);
  };
  const ballast = join(folder, 'ballast');
  execFileSync('fallocate', ['--length', String(4096 * MB), ballast]);
  await until(503);
  const refused = await new Program(instance.url).register('boris');
  assert.deepEqual(
    [refused.status, refused.body.code, refused.headers.get('retry-after')],
    [503, 'unavailable', '5'],
  );
  const page = await anna.get(`/chat/${room}`);
  assert.deepEqual([page.status, page.text.includes('Still to be read')], [200, true]);
  rmSync(ballast);
  await until(200);
  assert.equal((await new Program(instance.url).register('boris')).status, 201);
  await stop(instance);
});

test('with a full disk the start says so and fails', async () => {
  const folder = await dataFolder();
  const { child, output } = launch(folder, { DATA_MIN_FREE_MB: '1000000000' });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  assert.equal(code, 1);
  assert.match(output(), /the disk of .* is full: \d+ MB are free, \d+ MB are needed/);
});

test('only the owner can read the data folder and its files, also those that all could read before (row 51)', async () => {
  const folder = await dataFolder();
  const open = () =>
    ['', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })]
      .map((name) => join(folder, name))
      .filter((path) => (statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & 0o077);
  chmodSync(folder, 0o755);
  const instance = await start(folder);
  assert.deepEqual(open(), []);
  await stop(instance);
  assert.deepEqual(open(), []);
  const version = join(folder, 'pglite/PG_VERSION');
  for (const path of [folder, version]) chmodSync(path, 0o755);
  await stop(await start(folder));
  assert.deepEqual(open(), []);
  assert.equal(statSync(version).mode & 0o777, 0o700);
});
