import { normalize } from 'node:path';
import { type Batch, formats, readRows, Unusable } from '../../films/index.ts';
import { type Command, type Services, textOf, type Values } from '../command.ts';
import { Failure } from '../failure.ts';
import { Gone } from '../gone.ts';
import { count } from '../terminal/counts.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { importProgress } from './import-progress.ts';

/** Makes a room for each film of a list, and keeps the rooms that it made up to date. */
export const importFilms: Command = {
  name: 'import-films',
  summary: 'make a room for each film of a file, or bring the rooms up to date that it was made of',
  details: `A film is a line of JSON, or of CSV under a header: external_id, title, and if it has them year, restriction,
restriction_label. Lines that cannot be taken are written to another file, with the reason. What was imported before is
changed where it differs, so that doing it again does no harm. Ctrl-C stops after what is being written.`,
  argument: { name: 'file', about: 'its path, or - for standard input' },
  options: {
    owner: { value: 'E-MAIL', about: 'of whoever owns the rooms that are made' },
    format: { value: 'FORMAT', about: `${formats.join(' or ')}, unless the name of the file tells` },
    ignore: { value: 'FIELDS', about: 'names of fields that mean nothing here, with commas between' },
    'from-line': { value: 'N', about: 'go on with this line, as an import says that was stopped' },
    rejected: {
      value: 'PATH',
      about: 'where lines go that cannot be taken; FILE.rejected.jsonl unless told',
    },
  },
  check(values) {
    if (!textOf(values.owner)?.trim()) return 'say who owns the rooms: --owner E-MAIL';
    if (!formatOf(values)) return `say what the file holds: --format ${formats.join(' or ')}`;
    if (!/^[1-9]\d{0,14}$/.test(String(values['from-line'] ?? 1))) return '--from-line takes a number from 1';
    const { file, rejected } = placesOf(values);
    return file !== '-' && normalize(file) === normalize(rejected)
      ? 'what is rejected would be written over the file'
      : undefined;
  },
  async run(values, terminal, services) {
    const owner = await services.people.find('email', (textOf(values.owner) ?? '').trim());
    if (!owner) throw new Failure('There is no account with the e-mail of --owner.');
    await bringIn(values, owner.id, { terminal, films: services.films });
  },
};

const ENDINGS: Record<string, (typeof formats)[number]> = {
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  csv: 'csv',
  tsv: 'csv',
};

function formatOf({ file, format }: Values): (typeof formats)[number] | undefined {
  if (format !== undefined) return formats.find((each) => each === format);
  return ENDINGS[/\.(\w+)$/.exec(String(file))?.[1]?.toLowerCase() ?? ''];
}

/** Of standard input the rejected lines go to standard output: where the command runs may be no place for files. */
function placesOf({ file, rejected }: Values): { file: string; rejected: string } {
  const from = String(file);
  return { file: from, rejected: textOf(rejected) ?? (from === '-' ? '-' : `${from}.rejected.jsonl`) };
}

type With = { terminal: Terminal; films: Services['films'] };

async function bringIn(values: Values, ownerId: string, { terminal, films }: With) {
  const { file, rejected } = placesOf(values);
  const fromLine = Number(values['from-line'] ?? 1);
  const ignored = new Set((textOf(values.ignore) ?? '').split(',').map((name) => name.trim()));
  const { size, text } = await terminal.files.read(file);
  const progress = importProgress(size, fromLine);
  const rows = readRows(progress.counted(text), formatOf(values) ?? 'jsonl', ignored);
  let begun = fromLine > 1;
  try {
    for await (const batch of films.import(rows, { ownerId, fromLine, ignored })) {
      if (batch.rejected.length > 0) await terminal.files.write(rejected, asLines(batch), !begun);
      begun ||= batch.rejected.length > 0;
      progress.add(batch);
      terminal.progress(progress.text());
    }
  } catch (error) {
    if (error instanceof Unusable) throw new Failure(error.message);
    terminal.err(progress.stopped());
    throw error instanceof Gone ? new Failure('Not all of the file was imported.') : error;
  }
  // Where rejected lines are on standard output nothing else may be.
  (rejected === '-' ? terminal.err : terminal.out)(progress.summary());
  if (progress.chat === 'unreachable')
    terminal.err('Chat could not be told: who may not be in a room any more leaves it within 10 minutes.');
  const lines = progress.rejected;
  if (lines > 0)
    throw new Failure(`${count(lines, 'line')} rejected${rejected === '-' ? '' : `, see ${rejected}`}.`);
}

const asLines = ({ rejected }: Batch): string => rejected.map((line) => `${JSON.stringify(line)}\n`).join('');
