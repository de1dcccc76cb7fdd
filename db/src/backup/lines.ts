import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { BackupError, MOST_LINE_BYTES } from './format.ts';

const GZIP = [0x1f, 0x8b];
const LINE_FEED = 0x0a;

const notOurs = () => new BackupError('This is not a backup of Lantern.');
export const damaged = (what: string) =>
  new BackupError(`The backup is damaged or was changed: ${what}. Nothing was restored.`);
const cut = () => new BackupError('The backup is cut: its end is missing. Nothing was restored.');

/**
 * The lines of a backup, without their line feeds. Holds no more than one of them, whatever the file unpacks to.
 *
 * @throws BackupError when the file is none of ours, damaged or cut, or a line is too long
 */
export async function* linesOf(file: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void> {
  const gunzip = createGunzip();
  const source = Readable.from(requireGzip(file), { objectMode: false });
  source.on('error', (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  let pieces: Buffer[] = [];
  let held = 0;
  const taken = () => {
    const line = Buffer.concat(pieces);
    pieces = [];
    held = 0;
    return line;
  };
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      let from = 0;
      for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, from)) {
        pieces.push(chunk.subarray(from, at));
        yield taken();
        from = at + 1;
      }
      pieces.push(chunk.subarray(from));
      held += chunk.length - from;
      if (held > MOST_LINE_BYTES) throw damaged('a line has no end');
    }
  } catch (error) {
    throw explained(error);
  } finally {
    source.destroy();
    gunzip.destroy();
  }
  if (held > 0) throw cut();
}

async function* requireGzip(file: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  let begin = Buffer.alloc(0);
  for await (const chunk of file) {
    if (begin.length < GZIP.length) {
      begin = Buffer.concat([begin, chunk]);
      if (begin.length < GZIP.length) continue;
      if (GZIP.some((byte, at) => begin[at] !== byte)) throw notOurs();
      yield begin;
    } else yield chunk;
  }
  if (begin.length < GZIP.length) throw notOurs();
}

function explained(error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'Z_BUF_ERROR') return cut();
  return code?.startsWith('Z_') ? damaged('it cannot be unpacked') : error;
}

/** A line that tells of the file; undefined when it is none. */
export function parsed(line: Buffer): unknown {
  // None is longer than that: a row is not read here.
  if (line.length > 100_000) return undefined;
  try {
    return JSON.parse(line.toString('utf8'));
  } catch {
    return undefined;
  }
}

export { cut, notOurs };
