import type { FileResult } from './file-run.ts';

/** Counts over several files. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

export function total(results: Counts[]): Counts {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of results) {
    sum.passed += passed;
    sum.failed += failed;
    sum.skipped += skipped;
  }
  return sum;
}

/** `3 passed, 0 failed`, and `, 1 skipped` only when there is one: the form that CI services look for. */
export function countLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** One line for a file that is fine; what failed, why and what the file printed for one that is not. */
export function fileReport(result: FileResult): string {
  const mark = result.failed === 0 ? '✓' : '✗';
  const lines = [`  ${mark} ${result.path}  ${countLine(result)}, ${result.seconds.toFixed(1)} s`];
  for (const { name, place, reason } of result.failures) {
    lines.push('', `    ✗ ${name}  (${place})`, indent(reason, '      '));
  }
  if (result.failed > 0 && result.output.trim() !== '') {
    lines.push('', '    it printed:', indent(result.output.trim(), '      | '));
  }
  if (result.failed > 0) lines.push('');
  return lines.join('\n');
}

function indent(text: string, by: string): string {
  return text
    .split('\n')
    .map((line) => by + line)
    .join('\n');
}
