import { readFile, writeFile } from 'node:fs/promises';
import type { machine } from './usage.ts';

const PERFORMANCE = new URL('../docs/performance.md', import.meta.url);

export const verdict = (isMet: boolean) => (isMet ? 'kept' : '**missed**');

/** When and on what something was measured. */
export function occasion(on: ReturnType<typeof machine>, date = new Date()): string {
  const tracked = on.tracks_connections
    ? ', every connection tracked by the kernel (Docker or a firewall is on)'
    : '';
  return `${date.toISOString().slice(0, 10)}, ${on.cores} cores (${on.cpu}), Node ${on.node.slice(1)}, load ${on.load_1m} over the last minute${tracked}`;
}

/** @returns a table in Markdown */
export function table(head: string[], rows: string[][]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/**
 * Puts what was measured into a document, in place of what stood there.
 *
 * @param name of the marks around it: `<!-- name begins -->` and `<!-- name ends -->`
 * @param text in Markdown
 * @param document absent: docs/performance.md
 * @throws Error if it has no such marks
 */
export async function writeBetweenMarks(name: string, text: string, document = PERFORMANCE): Promise<void> {
  const [begin, end] = [`<!-- ${name} begins -->`, `<!-- ${name} ends -->`];
  const whole = await readFile(document, 'utf8');
  const [head, rest] = whole.split(begin);
  const [, tail] = rest?.split(end) ?? [];
  if (tail === undefined) throw new Error(`${document.pathname} has lost the marks of ${name}`);
  await writeFile(document, `${head}${begin}\n\n${text}\n\n${end}${tail}`);
}
