import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join, resolve } from 'node:path';
import { openEmbedded } from '@lantern/db/embedded';
import { StartError } from '@lantern/service/lifecycle';

/** Addresses of Unix sockets end at 107 bytes (man 7 unix). */
const MAX_SOCKET_PATH = 107;

/**
 * Makes the folder where this instance keeps its data, and holds it until `release`: two processes on one embedded database
 * would destroy it. Who listens on the folder's socket holds it; the system lets go of it however the holder ends.
 *
 * @returns the folder's absolute path, and `release`
 * @throws StartError when it cannot be used, or another process uses it
 */
export async function holdDataFolder(
  folder: string,
): Promise<{ path: string; release: () => Promise<void> }> {
  const path = resolve(folder);
  const socket = join(path, 'lantern.sock');
  if (Buffer.byteLength(socket) > MAX_SOCKET_PATH)
    throw new StartError(`DATA_DIR ${path} is too long a path`);
  try {
    await mkdir(path, { recursive: true });
    if (await answers(socket))
      throw new StartError(`another Lantern is running on ${path}: stop it, or set DATA_DIR`);
    await rm(socket, { force: true });
    const server = await listenOn(socket);
    return { path, release: () => new Promise((done) => server.close(() => done())) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR') {
      throw new StartError(`cannot write to ${path} (${code}): set DATA_DIR to a folder of yours`);
    }
    throw error;
  }
}

function answers(socket: string): Promise<boolean> {
  return new Promise((done) => {
    const probe = connect(socket, () => {
      probe.destroy();
      done(true);
    });
    probe.on('error', () => done(false));
  });
}

function listenOn(socket: string): Promise<Server> {
  const server = createServer((connection) => connection.destroy());
  // Holding the folder must not keep the process alive.
  server.unref();
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(socket, () => done(server));
  });
}

/** The instance's own secret: made on the first start, then kept. Everything that is signed or encrypted depends on it. */
export async function keepSecret(folder: string): Promise<string> {
  const file = join(folder, 'secret');
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const secret = randomBytes(48).toString('base64url');
  await writeFile(file, `${secret}\n`, { mode: 0o600 });
  await chmod(file, 0o600);
  return secret;
}

/**
 * Where the embedded database is. The first start makes it aside and moves it: one that was stopped half-way leaves nothing
 * that the next would take for a database.
 *
 * @param onFirstStart called before it is made
 */
export async function prepareDatabase(folder: string, onFirstStart: () => void): Promise<string> {
  const database = join(folder, 'pglite');
  if (existsSync(database)) return database;
  onFirstStart();
  const unfinished = `${database}.new`;
  await rm(unfinished, { recursive: true, force: true });
  const connection = await openEmbedded(unfinished);
  await connection.close();
  await rename(unfinished, database);
  return database;
}
