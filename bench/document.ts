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
  const { head, tail } = await aroundMarks(name, document);
  await writeFile(document, `${head}\n\n${text}\n\n${tail}`);
}

/** @returns what stands between the marks. @throws Error if a document has no such marks */
export async function readBetweenMarks(name: string, document: URL): Promise<string> {
  return (await aroundMarks(name, document)).text;
}

/** The marks belong to what is around. */
async function aroundMarks(name: string, document: URL) {
  const [begin, end] = [`<!-- ${name} begins -->`, `<!-- ${name} ends -->`];
  const [head, rest] = (await readFile(document, 'utf8')).split(begin);
  const [text, tail] = rest?.split(end) ?? [];
  if (text === undefined || tail === undefined)
    throw new Error(`${document.pathname} has lost the marks of ${name}`);
  return { head: `${head}${begin}`, text, tail: `${end}${tail}` };
}
