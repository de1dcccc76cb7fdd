import { globSync } from 'node:fs';
import { join } from 'node:path';

/** The checkout's own directory. */
export const root = join(import.meta.dirname, '..');

const notOurs = new Set(['node_modules', '.git', 'dist', 'dump', 'test-results']);

/** Paths of the checkout's own files, relative to it, with forward slashes, in order. */
export function ownFiles(pattern: string): string[] {
  const exclude = (path: string) => path.split(/[\\/]/).some((name) => notOurs.has(name));
  return globSync(pattern, { cwd: root, exclude })
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
}
