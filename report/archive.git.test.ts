import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { trackedVersion, writeArchive } from './archive.ts';
import { TooLargeError } from './fit.ts';

/** A repository with a commit, a change since, a new file that is added and one that is not. */
async function repository(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lantern-archive-'));
  t.after(() => rm(folder, { recursive: true }));
  const git = (...words: string[]) => execFileSync('git', words, { cwd: folder, stdio: 'pipe' });
  git('init', '--quiet');
  const names = Array.from({ length: 200 }, (_, at) => `file-${at}.txt`);
  for (const name of names) await writeFile(join(folder, name), 'Lantern keeps no transcript.\n'.repeat(3));
  await writeFile(join(folder, 'largest.bin'), randomBytes(4000));
  git('add', '.');
  git('-c', 'user.name=Anna', '-c', 'user.email=anna@example.org', 'commit', '--quiet', '-m', 'Begin');
  await writeFile(join(folder, 'file-0.txt'), 'changed since\n');
  await writeFile(join(folder, 'added.txt'), 'added\n');
  git('add', 'added.txt');
  await writeFile(join(folder, 'untracked.txt'), 'a secret\n');
  return folder;
}

test('a version is what git tracks now, with what has changed since the last commit', async (t) => {
  const folder = await repository(t);
  const { commit, files } = await trackedVersion(folder);
  assert.equal(files.length, 202);
  assert.ok(files.includes('added.txt') && !files.includes('untracked.txt'));
  const changed = execFileSync('git', ['show', `${commit}:file-0.txt`], { cwd: folder, encoding: 'utf8' });
  assert.equal(changed, 'changed since\n');
});

test('files that are too large one by one are packed together; what is too large still is refused with the largest files', async (t) => {
  const folder = await repository(t);
  const version = await trackedVersion(folder);
  const file = join(folder, 'archive.zip');
  const sizes = await Promise.all(
    [1_000_000, 20_000].map(async (limit, at) => {
      const each = `${file}${at}`;
      assert.equal(await writeArchive(folder, version, { file: each, limit }), at === 1);
      return (await readFile(each)).length;
    }),
  );
  assert.ok(Number(sizes[0]) > 20_000 && Number(sizes[1]) <= 20_000, sizes.join());
  await assert.rejects(writeArchive(folder, version, { file, limit: 3000 }), (error) => {
    assert.ok(error instanceof TooLargeError);
    assert.match(
      error.message,
      /^The archive has \d+ bytes, and 3000 are allowed: .*\n +4000 {2}largest\.bin\n/,
    );
    return true;
  });
});
