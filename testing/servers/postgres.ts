import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Account, freePort, ServerProcess, serverDirectory, type TestServer } from './server.ts';

const run = promisify(execFile);

export type TestPostgres = TestServer;

/**
 * Starts a Postgres of our own: empty, on a random loopback port, with a password, and fast because it may lose its
 * data in a power cut.
 * @throws when no Postgres is installed (see {@link postgresPrograms}) or it does not start
 */
export async function startPostgres(): Promise<TestPostgres> {
  const programs = postgresPrograms();
  if (!programs) throw new Error('Postgres is not installed: no initdb found');
  const account = await unprivilegedAccount();
  const dataDir = await serverDirectory('postgres', account);
  try {
    const password = randomBytes(18).toString('base64url');
    await createCluster(join(programs, 'initdb'), dataDir, password, account);
    const port = await freePort();
    const server = new ServerProcess(
      {
        command: join(programs, 'postgres'),
        args: ['-D', join(dataDir, 'cluster'), ...settings(port)],
        ready: /database system is ready to accept connections/,
        account,
      },
      dataDir,
    );
    await server.start();
    return {
      url: `postgres://lantern:${password}@127.0.0.1:${port}/postgres`,
      port,
      dataDir,
      halt: () => server.halt(),
      start: () => server.start(),
      restart: async () => {
        await server.halt();
        await server.start();
      },
      stop: () => server.stop(),
      [Symbol.asyncDispose]: () => server.stop(),
    };
  } catch (error) {
    await rm(dataDir, { recursive: true, force: true });
    throw error;
  }
}

/** The directory of initdb and postgres (Debian keeps it off the PATH), newest version first; undefined when absent. */
export function postgresPrograms(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const directories = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env.PATH ?? '').split(':'),
  ];
  return directories.find((directory) => existsSync(join(directory, 'initdb')));
}

async function createCluster(
  initdb: string,
  dataDir: string,
  password: string,
  account?: Account,
): Promise<void> {
  const passwordFile = join(dataDir, 'password');
  await writeFile(passwordFile, password, { mode: 0o644 });
  const options = ['--username=lantern', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  const locale = ['--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'];
  await run(initdb, ['-D', join(dataDir, 'cluster'), ...options, ...locale], { ...account, cwd: dataDir });
  await rm(passwordFile);
}

function settings(port: number): string[] {
  const values = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    log_error_verbosity: 'terse',
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Postgres refuses to run as root, so root lends it the account that Debian's package made for it. */
async function unprivilegedAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    try {
      const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
      return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
    } catch {
      // No such account here.
    }
  }
  throw new Error(
    'Postgres does not run as root, and there is no account "postgres" or "nobody" to run it as',
  );
}
