import { join } from 'node:path';
import { run } from 'node:test';
import { inspect } from 'node:util';

/**
 * A file that runs longer hangs: mostly something it started and did not stop. The longest takes a minute and a half, and
 * on a machine with other work was seen to take two and a half.
 */
const limit = 600_000;

export interface Failure {
  /** The names of the suites around it, then its own. */
  name: string;
  place: string;
  reason: string;
}

export interface FileResult {
  path: string;
  passed: number;
  failed: number;
  skipped: number;
  seconds: number;
  failures: Failure[];
  /** What the file printed; worth reading when it failed. */
  output: string;
}

/** Runs one test file in a process of its own. Never rejects: what goes wrong is a failure in the result. */
export async function runFile(
  root: string,
  path: string,
  env: NodeJS.ProcessEnv,
  interrupted: AbortSignal,
): Promise<FileResult> {
  const result: FileResult = { path, passed: 0, failed: 0, skipped: 0, seconds: 0, failures: [], output: '' };
  const signal = AbortSignal.any([interrupted, AbortSignal.timeout(limit)]);
  const suites: string[] = [];
  for await (const { type, data } of run({ files: [join(root, path)], cwd: root, env, signal })) {
    if (type === 'test:start') suites.splice(data.nesting, Number.POSITIVE_INFINITY, data.name);
    if (type === 'test:stdout' || type === 'test:stderr') result.output += data.message;
    if (type === 'test:fail' && failureType(data.details.error) !== 'subtestsFailed') {
      result.failures.push({
        name: [...suites.slice(0, data.nesting), data.name]
          .join(' › ')
          .replace(join(root, path), 'the file itself'),
        place: data.line ? `${path}:${data.line}` : path,
        reason: reasonOf(data.details.error),
      });
    }
    if (type === 'test:summary' && data.file === undefined) {
      const { counts } = data;
      result.passed = counts.passed;
      result.failed = counts.failed + counts.cancelled;
      result.skipped = counts.skipped + counts.todo;
      result.seconds = data.duration_ms / 1000;
    }
  }
  return result;
}

function failureType(error: Error): unknown {
  return 'failureType' in error ? error.failureType : undefined;
}

/** node:test wraps what was thrown; the wrapper's stack is of no use to a reader. */
function reasonOf(error: Error): string {
  if (error.name === 'TimeoutError') return `did not end within ${limit / 1000} s: is something left open?`;
  const cause = error.cause ?? error;
  if (cause === 'test failed') return 'ended with an error outside of its tests';
  return typeof cause === 'string'
    ? cause
    : inspect(cause, { depth: 5 }).replace(/^\s+at .*node:internal.*\n/gm, '');
}
