import { execFile } from 'node:child_process';
import { rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { succeeds } from '../testing/debian.ts';
import { TooLargeError } from './fit.ts';

const run = promisify(execFile);

/** A commit and the files that it holds. */
export type Version = { commit: string; files: string[] };

/**
 * Finds what git tracks in a checkout now: its last commit, or what of it has changed since, which is kept as a commit that no
 * branch has.
 *
 * @param root of the checkout
 * @throws Error when it is none
 */
export async function trackedVersion(root: string): Promise<Version> {
  const identity = ['-c', 'user.name=Lantern', '-c', 'user.email=lantern@example.org'];
  const changed = await git(root, ...identity, 'stash', 'create');
  const commit = changed.trim() || (await git(root, 'rev-parse', 'HEAD')).trim();
  const names = await git(root, 'ls-tree', '-r', '-z', '--name-only', commit);
  return { commit, files: names.split('\0').filter((name) => name !== '') };
}

/** git knows it in every repository. */
const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** What the ZIP holds when the files do not fit one by one: all of them, in a ZIP that the outer one compresses as a whole. */
export const INNER_ARCHIVE = 'code.zip';

/**
 * Writes a ZIP of everything in a commit. Of many small files a ZIP compresses each by itself: when that is too large, it holds
 * one ZIP with them all, which takes a third less.
 *
 * @param limit in bytes
 * @returns whether it holds INNER_ARCHIVE
 * @throws TooLargeError
 */
export async function writeArchive(
  root: string,
  { commit }: Version,
  { file, limit }: { file: string; limit: number },
): Promise<boolean> {
  await git(root, 'archive', '--format=zip', '-9', `--output=${file}`, commit);
  if ((await packed(file)) <= limit) return false;
  const inner = join(dirname(file), INNER_ARCHIVE);
  await git(root, 'archive', '--format=zip', '-0', `--output=${inner}`, commit);
  await git(root, 'archive', '--format=zip', '-9', `--add-file=${inner}`, `--output=${file}`, EMPTY_TREE);
  await rm(inner);
  const size = await packed(file);
  if (size <= limit) return true;
  throw new TooLargeError(
    `The archive has ${size} bytes, and ${limit} are allowed: git tracks too much. The largest files:\n` +
      (await largest(root, commit)),
  );
}

/** Compresses a ZIP once more, where advzip is installed: its deflate takes three percent less. @returns its size in bytes */
async function packed(file: string): Promise<number> {
  if (succeeds('advzip', '--version'))
    await run('advzip', ['--recompress', '--shrink-normal', '--quiet', file]);
  return (await stat(file)).size;
}

async function largest(root: string, commit: string): Promise<string> {
  const lines = (await git(root, 'ls-tree', '-r', '-l', commit)).trim().split('\n');
  const sizes = lines.map((line) => /^\S+ \S+ \S+ +(\d+)\t(.*)$/.exec(line)?.slice(1) ?? []);
  return sizes
    .toSorted(([a], [b]) => Number(b) - Number(a))
    .slice(0, 8)
    .map(([size, name]) => `  ${size?.padStart(9)}  ${name}`)
    .join('\n');
}

async function git(root: string, ...words: string[]): Promise<string> {
  const { stdout } = await run('git', words, { cwd: root, maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}
