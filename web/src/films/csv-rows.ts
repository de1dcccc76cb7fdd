import { type CsvError, parse } from 'csv-parse/sync';
import { type Line, LONGEST_LINE } from './lines.ts';
import { bad, isBlank, type Row, unreadable } from './row.ts';

/** Nothing of a file can be used. */
export class Unusable extends Error {
  override name = 'Unusable';
}

/**
 * CSV (RFC 4180) with a header. Cells are parted by comma, semicolon or tab, whichever the header has first.
 *
 * A record is put together from lines before it is parsed. A quote that is never closed would otherwise swallow the rest of
 * the file: like this it costs its own line.
 *
 * @param checkHeader says what is wrong with it
 * @throws Unusable when the header is
 */
export async function* csvRows(
  lines: AsyncIterator<Line, void>,
  checkHeader: (names: string[]) => string | undefined,
): AsyncGenerator<Row, void> {
  const putBack: Line[] = [];
  const next = async (): Promise<Line | undefined> =>
    putBack.shift() ?? ((await lines.next()).value as Line | undefined);

  let header: Header | undefined;
  for (let first = await next(); first; first = await next()) {
    if (isBlank(first)) continue;
    const record = await recordFrom(first, next);
    if (!header) {
      header = readHeader(record);
      const wrong = checkHeader(header.names);
      if (wrong) throw new Unusable(`The header ${wrong}.`);
      continue;
    }
    const row = rowOf(record, header);
    if ('reason' in row) putBack.unshift(...record.slice(1));
    yield row;
  }
}

/** @returns the line, and those after it up to the one that closes its quotes */
async function recordFrom(first: Line, next: () => Promise<Line | undefined>): Promise<Line[]> {
  const record = [first];
  let length = first.text.length;
  let open = opensQuote(first);
  while (open && length <= LONGEST_LINE) {
    const line = await next();
    if (!line) break;
    record.push(line);
    length += line.text.length;
    if (opensQuote(line)) open = false;
  }
  return record;
}

/** Whether a line opens a quote that it does not close, or closes one that it does not open. */
function opensQuote({ text }: Line): boolean {
  let odd = false;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) odd = !odd;
  return odd;
}

type Header = { delimiter: string; names: string[] };

function readHeader([line]: Line[]): Header {
  const text = line?.text ?? '';
  const delimiter = /[,;\t]/.exec(text)?.[0] ?? ',';
  const read = cellsOf(text, delimiter);
  if ('reason' in read) throw new Unusable(`The header ${read.reason}.`);
  return { delimiter, names: read.cells.map((name) => name.trim()) };
}

/** Of a record that cannot be read only the first line is given up. */
function rowOf(record: Line[], { delimiter, names }: Header): Row {
  const [first] = record as [Line];
  const reason = record.map(unreadable).find(Boolean);
  if (reason) return bad(first, reason);
  const text = record.map((line) => line.text).join('\n');
  const read = cellsOf(text, delimiter);
  if ('reason' in read) return bad(first, read.reason);
  const { cells } = read;
  if (cells.length !== names.length)
    return bad(first, `has another number of cells than the header: ${cells.length}`);
  const fields = Object.fromEntries(names.map((name, at) => [name, cells[at]]));
  return { line: first.number, lastLine: first.number + record.length - 1, text, fields };
}

const REASONS: Partial<Record<CsvError['code'], string>> = {
  CSV_QUOTE_NOT_CLOSED: 'has a quote that is never closed',
  CSV_INVALID_CLOSING_QUOTE: 'has something after a closing quote',
  INVALID_OPENING_QUOTE: 'has a quote inside a cell that is not quoted',
};

/** @returns the cells, or what is wrong */
function cellsOf(text: string, delimiter: string): { cells: string[] } | { reason: string } {
  try {
    const [cells, another] = parse(text, { delimiter, max_record_size: 2 * LONGEST_LINE });
    return cells && !another ? { cells } : { reason: 'is more than one record' };
  } catch (error) {
    return { reason: REASONS[(error as CsvError).code] ?? 'is no CSV' };
  }
}
