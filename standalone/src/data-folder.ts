import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { fsyncPath, fsyncTree, restrictToOwner } from '@lantern/db/durable-files';
import { openEmbedded } from '@lantern/db/embedded';
import { freeSpace } from '@lantern/db/free-space';
import { StartError } from '@lantern/service/lifecycle';
import { requireOwn, requireOwnTree } from './ownership.ts';

/** Addresses of Unix sockets end at 107 bytes (man 7 unix). */
const MAX_SOCKET_PATH = 107;

export type DataFolder = {
  /** Absolute. */
  path: string;
  /** Who connects to the folder's socket from now on is given to `answer`; before, they are hung up on. */
  serve(answer: (connection: Socket) => void): void;
  /** From now on they are hung up on again. */
  hangUp(): void;
  release(): Promise<void>;
};

/** The socket of a data folder. Whoever may open it is the person whom the folder belongs to. */
export const socketOf = (folder: string) => join(resolve(folder), 'lantern.sock');

/** Longer than a server takes to stop that still answers requests. */
const PATIENCE_MS = 12_000;
const ASK_AGAIN_MS = 100;
/** More than a moment: whoever waits is told what for. */
const MOMENT_MS = 500;
/** Who stops hangs up at once; one that says nothing for so long, though the machine be busy, runs. */
const SILENCE_MS = 2000;

/**
 * Makes the folder where this instance keeps its data, and holds it until `release`: two processes on one embedded database
 * would destroy it. Who listens on the folder's socket holds it; the system lets go of it however the holder ends. One that
 * is about to stop is waited for.
 *
 * @param onWait called once when that takes more than a moment
 * @throws StartError when it cannot be used, or another process uses it
 */
export async function holdDataFolder(
  folder: string,
  onWait: (path: string) => void = () => {},
): Promise<DataFolder> {
  const path = resolve(folder);
  const socket = socketOf(path);
  if (Buffer.byteLength(socket) > MAX_SOCKET_PATH)
    throw new StartError(`DATA_DIR ${path} is too long a path`);
  try {
    await mkdir(path, { recursive: true });
    requireOwn(path);
    // Also a folder that was there before: whatever is in it is the owner's alone. Before a look at that, or others could exchange
    // what has been looked at.
    await chmod(path, 0o700);
    requireOwnData(path);
    if (!(await letGoOf(socket, () => onWait(path))))
      throw new StartError(`another Lantern is running on ${path}: stop it, or set DATA_DIR`);
    await rm(socket, { force: true });
    return { path, ...(await listenOn(socket)) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR') {
      throw new StartError(`cannot write to ${path} (${code}): set DATA_DIR to a folder of yours`);
    }
    throw error;
  }
}

/**
 * Requires that a data folder, as far as there is one, belongs to the user who runs this process, with the secret and the database
 * in it. Another user who made them could read what is kept, exchange it, or know what everything is signed with.
 *
 * @throws StartError when something belongs to another user
 */
export function requireOwnData(folder: string): void {
  const path = resolve(folder);
  requireOwn(path);
  requireOwn(secretIn(path));
  requireOwnTree(databaseIn(path));
}

/** @returns whether nobody holds the folder any more */
async function letGoOf(socket: string, onWait: () => void): Promise<boolean> {
  const began = Date.now();
  let told = false;
  for (;;) {
    const holder = await holderOf(socket);
    const waited = Date.now() - began;
    if (holder !== 'passing' || waited > PATIENCE_MS) return holder === 'nobody';
    if (!told && waited > MOMENT_MS) onWait();
    told ||= waited > MOMENT_MS;
    await new Promise((done) => setTimeout(done, ASK_AGAIN_MS));
  }
}

/** Who runs lets a caller speak; who starts or stops hangs up at once. */
function holderOf(socket: string): Promise<'nobody' | 'passing' | 'running'> {
  return new Promise((done) => {
    const probe = connect(socket);
    probe.setTimeout(SILENCE_MS, () => {
      done('running');
      probe.destroy();
    });
    let connected = false;
    probe.on('connect', () => {
      connected = true;
    });
    probe.on('error', () => probe.destroy());
    probe.on('close', () => done(connected ? 'passing' : 'nobody'));
    probe.resume();
  });
}

async function listenOn(socket: string): Promise<Omit<DataFolder, 'path'>> {
  const connections = new Set<Socket>();
  const refuse = (connection: Socket) => void connection.destroy();
  let answer: (connection: Socket) => void = refuse;
  const server = createServer((connection) => {
    connections.add(connection);
    connection.once('close', () => connections.delete(connection));
    connection.on('error', () => connection.destroy());
    answer(connection);
  });
  await listenPrivately(server, socket);
  // Holding the folder must not keep the process alive.
  server.unref();
  return {
    serve(next) {
      answer = next;
    },
    hangUp() {
      answer = refuse;
    },
    async release() {
      const closed = new Promise((done) => server.close(done));
      for (const connection of connections) connection.destroy();
      await closed;
    },
  };
}

/** Only the owner may connect, from the very first moment: passwords come in there. */
function listenPrivately(server: Server, socket: string): Promise<void> {
  return new Promise((done, fail) => {
    server.once('error', fail);
    const before = process.umask(0o177);
    server.listen(socket, done);
    process.umask(before);
  });
}

const secretIn = (folder: string) => join(folder, 'secret');

/** The secret that is kept; undefined before the first start. */
export async function readSecret(folder: string): Promise<string | undefined> {
  try {
    return (await readFile(secretIn(folder), 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The instance's own secret: made on the first start, then kept. Everything that is signed or encrypted depends on it. */
export async function keepSecret(folder: string): Promise<string> {
  const stored = await readSecret(folder);
  if (stored !== undefined) return stored;
  const secret = randomBytes(48).toString('base64url');
  await writeSecret(folder, secret);
  return secret;
}

/** Keeps a secret in the place of another, or of none. */
export async function writeSecret(folder: string, secret: string): Promise<void> {
  const file = secretIn(folder);
  await rm(`${file}.new`, { force: true });
  await writeFile(`${file}.new`, `${secret}\n`, { mode: 0o600, flag: 'wx', flush: true });
  await rename(`${file}.new`, file);
  fsyncPath(folder);
}

/** What a new database takes, and as much again while it is made. */
const NEW_DATABASE_BYTES = 128 * 2 ** 20;

/** @param minFree bytes that must be free afterwards @throws StartError when a new database would take too much */
export const requireSpaceForDatabase = (folder: string, minFree: number): Promise<void> =>
  requireSpace(folder, minFree + NEW_DATABASE_BYTES);

/** Postgres would wait for ever on a disk that is full. */
async function requireSpace(folder: string, needed: number): Promise<void> {
  const free = await freeSpace(folder);
  if (free < needed)
    throw new StartError(
      `the disk of ${folder} is full: ${mebibytes(free)} MB are free, ${mebibytes(needed)} MB are needed`,
    );
}

const mebibytes = (bytes: number) => Math.floor(bytes / 2 ** 20);

/** Where the embedded database is, once there is one. */
export const databaseIn = (folder: string) => join(folder, 'pglite');

export type DatabasePreparation = {
  /** The data folder. */
  folder: string;
  /** Bytes that must be free on its disk. */
  minFree: number;
  /** Called before the database is made. */
  onFirstStart?: () => void;
};

/**
 * The same, and there is one then. The first start makes it aside and moves it: one that was stopped half-way leaves nothing
 * that the next would take for a database.
 *
 * @throws StartError when too little is free on its disk
 */
export async function prepareDatabase({
  folder,
  minFree,
  onFirstStart = () => {},
}: DatabasePreparation): Promise<string> {
  const database = databaseIn(folder);
  const isFirst = !existsSync(database);
  if (isFirst) await requireSpaceForDatabase(folder, minFree);
  else await requireSpace(folder, minFree);
  if (!isFirst) {
    // Earlier versions left its files open to whoever would get into the folder.
    restrictToOwner(database);
    // Another user who had one of its folders open could exchange its files until now.
    requireOwnTree(database);
    return database;
  }
  onFirstStart();
  const unfinished = `${database}.new`;
  await rm(unfinished, { recursive: true, force: true });
  const connection = await openEmbedded({ kind: 'folder', folder: unfinished });
  await connection.close();
  fsyncTree(unfinished);
  await rename(unfinished, database);
  fsyncPath(folder);
  return database;
}
