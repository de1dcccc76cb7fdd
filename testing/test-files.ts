import { ownFiles } from './checkout.ts';

export type Needs = 'nothing' | 'either' | 'servers' | 'postgresql' | 'redis' | 'curl' | 'git' | 'systemd';

export interface TestFile {
  /** Relative to the checkout, with forward slashes. */
  path: string;
  needs: Needs;
}

/**
 * Finds the test files and reads from their names what they run on:
 * `*.test.ts` needs nothing, `*.integration.test.ts` runs on the embedded parts and again on the real ones,
 * `*.postgres.test.ts` and `*.redis.test.ts` need that server, `*.servers.test.ts` both, `*.curl.test.ts` curl,
 * `*.git.test.ts` git, `*.systemd.test.ts` the programs of systemd, which need not run.
 *
 * @param only parts of paths; without any, every file is meant
 */
export function findTestFiles(only: string[]): TestFile[] {
  const parts = only.map((part) => part.replace(/^\.\//, ''));
  return ownFiles('**/*.test.ts')
    .filter((path) => parts.length === 0 || parts.some((part) => path.includes(part)))
    .map((path) => ({ path, needs: needsOf(path) }));
}

function needsOf(path: string): Needs {
  const kind = /\.(integration|servers|postgres|redis|curl|git|systemd)\.test\.ts$/.exec(path)?.[1];
  if (kind === 'integration') return 'either';
  if (kind === 'postgres') return 'postgresql';
  return (kind as Exclude<Needs, 'either' | 'postgresql'> | undefined) ?? 'nothing';
}
