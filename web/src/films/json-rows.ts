import type { Line } from './lines.ts';
import { bad, isBlank, type Row, unreadable } from './row.ts';

/** JSON Lines (https://jsonlines.org): an object on each line. */
export async function* jsonRows(lines: AsyncIterable<Line>): AsyncGenerator<Row, void> {
  for await (const line of lines) if (!isBlank(line)) yield row(line);
}

function row(line: Line): Row {
  const reason = unreadable(line);
  if (reason) return bad(line, reason);
  const { number, text } = line;
  try {
    const fields: unknown = JSON.parse(text);
    if (typeof fields !== 'object' || fields === null || Array.isArray(fields))
      return bad(line, 'is no JSON object');
    return { line: number, lastLine: number, text, fields: fields as Record<string, unknown> };
  } catch {
    return bad(line, 'is no JSON');
  }
}
