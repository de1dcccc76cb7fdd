import { createHash, type Hash } from 'node:crypto';
import {
  BackupError,
  endLine,
  FORMAT,
  firstLine,
  type Header,
  headerOf,
  secretLine,
  tableEndLine,
  tableLine,
} from './format.ts';
import { cut, damaged, linesOf, notOurs, parsed } from './lines.ts';

const BATCH_ROWS = 1000;
const BATCH_BYTES = 2 ** 20;
const OBJECT = 0x7b;

/** Rows of one table, as JSON, and the number of the first of them. */
export type Rows = { table: string; columns: string[]; first: number; rows: string[] };

export type OpenBackup = {
  header: Header;
  /** LANTERN_SECRET of the instance: password hashes and what is encrypted depend on it. */
  secret: string;
  /**
   * The tables in the order in which they can be filled, also those without rows, in batches. It ends only after all checksums and
   * the end of the file were right: what was written before that has to be given up when it throws.
   *
   * @throws BackupError
   */
  rows: AsyncGenerator<Rows, void>;
};

/**
 * Reads the beginning of a backup.
 *
 * @param file its bytes
 * @throws BackupError when it is none, or a newer Lantern wrote it
 */
export async function readBackup(file: AsyncIterable<Uint8Array>): Promise<OpenBackup> {
  const lines = linesOf(file);
  const whole = createHash('sha256');
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw cut();
    return value;
  };
  const first = await next();
  const [, format, about] = firstLine.safeParse(parsed(first)).data ?? [];
  if (format === undefined) throw notOurs();
  if (format !== FORMAT)
    throw new BackupError('A newer Lantern wrote this backup: restore it with that version.');
  const header = headerOf(about);
  if (!header) throw damaged('its first line is wrong');
  const second = await next();
  const [, secret] = secretLine.safeParse(parsed(second)).data ?? [];
  if (secret === undefined) throw damaged('it holds no secret');
  for (const line of [first, second]) add(whole, line);
  return { header, secret, rows: tables(next, lines, whole) };
}

function add(hash: Hash, line: Buffer): void {
  hash.update(line).update('\n');
}

async function* tables(next: () => Promise<Buffer>, lines: AsyncGenerator<Buffer>, whole: Hash) {
  for (;;) {
    const line = await next();
    const value = parsed(line);
    const [, total] = endLine.safeParse(value).data ?? [];
    if (total !== undefined) {
      if (total !== whole.digest('hex')) throw damaged('its checksum is wrong');
      // Reads to the end of the compressed data, whose own checksum is there.
      if (!(await lines.next()).done) throw damaged('it goes on after its end');
      return;
    }
    const [, table, columns] = tableLine.safeParse(value).data ?? [];
    if (table === undefined || columns === undefined) throw damaged('a line is wrong');
    add(whole, line);
    yield* rowsOf({ table, columns }, next, whole);
  }
}

async function* rowsOf(
  { table, columns }: Pick<Rows, 'table' | 'columns'>,
  next: () => Promise<Buffer>,
  whole: Hash,
): AsyncGenerator<Rows, void> {
  const own = createHash('sha256');
  let batch: Rows = { table, columns, first: 1, rows: [] };
  let bytes = 0;
  for (;;) {
    const line = await next();
    add(whole, line);
    if (line[0] !== OBJECT) {
      yield batch;
      const [, name, count, digest] = tableEndLine.safeParse(parsed(line)).data ?? [];
      if (name !== table || count !== batch.first - 1 + batch.rows.length || digest !== own.digest('hex'))
        throw damaged(`the table ${table} is not whole`);
      return;
    }
    add(own, line);
    batch.rows.push(line.toString('utf8'));
    bytes += line.length;
    if (batch.rows.length < BATCH_ROWS && bytes < BATCH_BYTES) continue;
    yield batch;
    batch = { table, columns, first: batch.first + batch.rows.length, rows: [] };
    bytes = 0;
  }
}
