/**
 * Columns of text, as wide as they need. Control characters could move the reader's cursor, or break a line in two.
 *
 * @returns lines, the head first
 */
export function table(head: string[], rows: string[][]): string {
  const lines = [head, ...rows].map((cells) => cells.map((cell) => cell.replace(/\p{C}/gu, '?')));
  const widths = head.map((_, at) => Math.max(...lines.map((cells) => [...(cells[at] ?? '')].length)));
  const pad = (cell: string, at: number) => cell + ' '.repeat((widths[at] ?? 0) - [...cell].length);
  return lines.map((cells) => cells.map(pad).join('  ').trimEnd()).join('\n');
}
