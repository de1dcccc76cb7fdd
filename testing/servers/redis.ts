import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, ServerProcess, serverDirectory, type TestServer } from './server.ts';

export interface TestRedis extends TestServer {
  /** Freezes the server: connections stay open and nothing answers. */
  pause(): void;
  resume(): void;
}

/**
 * Starts a Redis of our own: empty, on a random loopback port, with a password. What it holds survives a restart, as it
 * does in production.
 * @param more lines of its configuration
 * @throws when Redis is not installed (see {@link redisProgram}) or does not start
 */
export async function startRedis(more: readonly string[] = []): Promise<TestRedis> {
  const command = redisProgram();
  if (!command) throw new Error('Redis is not installed: no redis-server found');
  const dataDir = await serverDirectory('redis');
  try {
    const password = randomBytes(18).toString('base64url');
    const port = await freePort();
    const configuration = join(dataDir, 'redis.conf');
    await writeFile(configuration, [...settings(port, dataDir, password), ...more, ''].join('\n'), {
      mode: 0o600,
    });
    const server = new ServerProcess(
      { command, args: [configuration], ready: /Ready to accept connections/ },
      dataDir,
    );
    await server.start();
    return {
      url: `redis://:${password}@127.0.0.1:${port}`,
      port,
      dataDir,
      pause: () => server.signal('SIGSTOP'),
      resume: () => server.signal('SIGCONT'),
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

/** The path of redis-server (or of Valkey under its own name); undefined when absent. */
export function redisProgram(): string | undefined {
  const directories = [...(process.env.PATH ?? '').split(':'), '/usr/bin', '/usr/local/bin'];
  return directories
    .flatMap((directory) => [join(directory, 'redis-server'), join(directory, 'valkey-server')])
    .find((path) => existsSync(path));
}

function settings(port: number, directory: string, password: string): string[] {
  return [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${directory}`,
    `requirepass ${password}`,
    'save ""',
    'appendonly yes',
    'appendfsync no',
  ];
}
