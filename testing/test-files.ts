import { globSync } from 'node:fs';

const skippedDirectories = new Set(['node_modules', '.git', 'dist', 'dump', 'e2e']);

export type Needs = 'nothing' | 'either' | 'postgresql' | 'redis';

export interface TestFile {
  /** Relative to the checkout, with forward slashes. */
  path: string;
  needs: Needs;
}

/**
 * Finds the test files and reads from their names what they run on:
 * `*.test.ts` needs nothing, `*.integration.test.ts` runs on the embedded parts and again on the real ones,
 * `*.postgres.test.ts` and `*.redis.test.ts` need that server.
 *
 * @param only parts of paths; without any, every file is meant
 */
export function findTestFiles(root: string, only: string[]): TestFile[] {
  const exclude = (path: string) => path.split(/[\\/]/).some((name) => skippedDirectories.has(name));
  return globSync('**/*.test.ts', { cwd: root, exclude })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => only.length === 0 || only.some((part) => path.includes(part.replace(/^\.\//, ''))))
    .sort()
    .map((path) => ({ path, needs: needsOf(path) }));
}

function needsOf(path: string): Needs {
  const kind = /\.(integration|postgres|redis)\.test\.ts$/.exec(path)?.[1];
  if (kind === 'integration') return 'either';
  if (kind === 'postgres') return 'postgresql';
  return kind === 'redis' ? 'redis' : 'nothing';
}
