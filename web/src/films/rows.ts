import { csvRows } from './csv-rows.ts';
import { fieldNames, requiredFields } from './film.ts';
import { jsonRows } from './json-rows.ts';
import { linesOf } from './lines.ts';
import type { Row } from './row.ts';

export { Unusable } from './csv-rows.ts';

/** JSON Lines, and CSV with a header. */
export const formats = ['jsonl', 'csv'] as const;

/**
 * @param pieces of the file's text
 * @param ignored names of fields that may be there and mean nothing
 * @returns a row for each film, in order; one that cannot be read says why
 * @throws Unusable when no line of the file could be used
 */
export function readRows(
  pieces: AsyncIterable<string>,
  format: (typeof formats)[number],
  ignored: ReadonlySet<string>,
): AsyncGenerator<Row, void> {
  const lines = linesOf(pieces);
  return format === 'csv' ? csvRows(lines, (names) => wrongHeader(names, ignored)) : jsonRows(lines);
}

function wrongHeader(names: string[], ignored: ReadonlySet<string>): string | undefined {
  const missing = requiredFields.find((name) => !names.includes(name));
  if (missing) return `does not name ${missing}`;
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) return `names ${JSON.stringify(twice)} twice`;
  const strange = names.filter((name) => !fieldNames.includes(name) && !ignored.has(name));
  return strange.length > 0
    ? `names fields that are not known: ${strange.join(', ')}. --ignore leaves them out`
    : undefined;
}
