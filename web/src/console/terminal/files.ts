import { createReadStream, existsSync } from 'node:fs';
import { type FileHandle, open, rename, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { addAbortSignal, type Readable } from 'node:stream';
import { Failure } from '../failure.ts';
import { Gone } from '../gone.ts';

/** Files as the person before the console sees them: from their directory, with their rights. */
export type Files = {
  /**
   * Opens a text in UTF-8, with or without a byte order mark; bytes that are none become U+FFFD. One at a time.
   *
   * @param path `-`: standard input
   * @throws FileFailure when it cannot be opened; the text throws one when it cannot be read on, and Gone on Ctrl-C
   */
  read(path: string): Promise<OpenText>;
  /**
   * @param path `-`: standard output
   * @param anew what the file held before is lost
   * @throws FileFailure
   */
  write(path: string, text: string, anew: boolean): Promise<void>;
  /**
   * Reads a file byte by byte.
   *
   * @param path `-`: standard input
   * @throws FileFailure when it cannot be opened, or read on
   */
  bytes(path: string): AsyncIterable<Uint8Array>;
  /**
   * Begins a new file that its owner alone may read. It has its name only when it is whole.
   *
   * @param path `-`: standard output, which must not be a terminal
   * @throws FileFailure when it is there already, or cannot be made
   */
  create(path: string): Promise<NewFile>;
};

export type NewFile = {
  /** @throws FileFailure */
  write(bytes: Uint8Array): Promise<void>;
  /** Brings it to the disk and gives it its name. @throws FileFailure */
  finish(): Promise<void>;
  /** Takes away what was written. */
  abandon(): Promise<void>;
};

export type OpenText = {
  /** In bytes; unknown of a pipe. */
  size: number | undefined;
  text: AsyncIterator<string, void> & AsyncIterable<string>;
};

export class FileFailure extends Failure {}

type Streams = {
  input: NodeJS.ReadableStream;
  output: NodeJS.WritableStream & { isTTY?: boolean };
};

/** @param directory where relative paths begin */
export function localFiles(directory: string, { input, output }: Streams): Files {
  return {
    async read(path) {
      if (path === '-') return { size: undefined, text: decoded(input as Readable, 'standard input') };
      const file = await open(resolve(directory, path)).catch(failing(path));
      const size = await sizeOf(file, path);
      return { size, text: decoded(createReadStream('', { fd: file }), path) };
    },
    async write(path, text, anew) {
      if (path === '-') return new Promise((done) => void output.write(text, () => done()));
      await writeFile(resolve(directory, path), text, { flag: anew ? 'w' : 'a' }).catch(failing(path));
    },
    async *bytes(path) {
      const stream = path === '-' ? (input as Readable) : createReadStream(resolve(directory, path));
      try {
        yield* stream;
      } catch (error) {
        failing(path === '-' ? 'standard input' : path)(error as NodeJS.ErrnoException);
      }
    },
    create: (path) => (path === '-' ? streamed(output) : newFile(resolve(directory, path), path)),
  };
}

async function sizeOf(file: FileHandle, path: string): Promise<number | undefined> {
  const about = await file.stat();
  if (about.isFile()) return about.size;
  if (!about.isDirectory()) return undefined;
  await file.close();
  throw new FileFailure(`${path} is a folder.`);
}

async function streamed(output: Streams['output']): Promise<NewFile> {
  if (output.isTTY) throw new FileFailure('This is no text: send it into a file or another program.');
  return {
    write: (bytes) => new Promise((done) => void output.write(bytes, () => done())),
    async finish() {},
    async abandon() {},
  };
}

/** @param name of the file as it was given */
async function newFile(path: string, name: string): Promise<NewFile> {
  const unfinished = `${path}.unfinished`;
  if (existsSync(path)) throw new FileFailure(`${name} is there already.`);
  // Of one that was killed. Nothing that others put there is written to.
  await rm(unfinished, { force: true }).catch(failing(name));
  const file = await open(unfinished, 'wx', 0o600).catch(failing(name));
  return {
    write: (bytes) => file.writeFile(bytes).catch(failing(name)),
    async finish() {
      await file.sync().catch(failing(name));
      await file.close();
      await rename(unfinished, path).catch(failing(name));
    },
    async abandon() {
      await file.close();
      await rm(unfinished, { force: true });
    },
  };
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Who stops it meanwhile is heard when the next piece is asked for. The second time the process ends at once. */
async function* decoded(stream: Readable, name: string): AsyncGenerator<string, void> {
  const leaving = new AbortController();
  const leave = () => leaving.abort();
  for (const signal of SIGNALS) process.once(signal, leave);
  const decoder = new TextDecoder();
  try {
    for await (const bytes of addAbortSignal(leaving.signal, stream)) {
      const text = decoder.decode(bytes, { stream: true });
      // An empty piece would be taken for the end.
      if (text !== '') yield text;
    }
    const rest = decoder.decode();
    if (rest !== '') yield rest;
  } catch (error) {
    if (leaving.signal.aborted) throw new Gone();
    throw failing(name)(error as NodeJS.ErrnoException);
  } finally {
    for (const signal of SIGNALS) process.off(signal, leave);
  }
}

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file',
  EACCES: 'you have no right to it',
  EPERM: 'you have no right to it',
  EROFS: 'nothing can be written there',
  EISDIR: 'it is a folder',
  ENOTDIR: 'there is no such file',
  ENOSPC: 'the disk is full',
};

const failing =
  (path: string) =>
  ({ code = 'unknown' }: NodeJS.ErrnoException): never => {
    throw new FileFailure(`${path}: ${REASONS[code] ?? `it cannot be used (${code})`}.`);
  };
