import { readFile, writeFile } from 'node:fs/promises';
import type { machine } from './usage.ts';

const DOCUMENT = new URL('../docs/performance.md', import.meta.url);

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
 * Puts what was measured into docs/performance.md, in place of what stood there.
 *
 * @param name of the marks around it: `<!-- name begins -->` and `<!-- name ends -->`
 * @param text in Markdown
 */
export async function writeBetweenMarks(name: string, text: string): Promise<void> {
  const [begin, end] = [`<!-- ${name} begins -->`, `<!-- ${name} ends -->`];
  const whole = await readFile(DOCUMENT, 'utf8');
  const [head, rest] = whole.split(begin);
  const [, tail] = rest?.split(end) ?? [];
  if (tail === undefined) throw new Error(`docs/performance.md has lost the marks of ${name}`);
  await writeFile(DOCUMENT, `${head}${begin}\n\n${text}\n\n${end}${tail}`);
}
