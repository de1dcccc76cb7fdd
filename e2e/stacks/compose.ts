import { execFile, spawn } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../testing/servers/server.ts';
import { docker, idsOf, PROJECT } from './containers.ts';
import { MANY_PEOPLE, type Server, type Stack, untilReady } from './stack.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');

export type ComposeStack = Stack & {
  /** Runs compose on this project; returns what it printed. */
  compose(...args: string[]): Promise<string>;
  /** Starts whatever does not run, and waits until people could use it. Takes options of `compose up`. */
  up(...options: string[]): Promise<void>;
  database: Server;
  redis: Server;
};

/** For stories about containers. @throws when the stack is another */
export function asCompose(stack: Stack): ComposeStack {
  if (!isCompose(stack)) throw new Error('this story is for docker-compose.yml');
  return stack;
}

const isCompose = (stack: Stack): stack is ComposeStack => 'compose' in stack;

/** The real docker-compose.yml, started from a copy of the checkout, with data and secrets of its own. */
export async function startCompose(): Promise<ComposeStack> {
  const folder = await copyOfCheckout();
  const port = await freePort();
  const baseURL = `https://127.0.0.1:${port}`;
  const program = await composeProgram();
  const compose = (...args: string[]) => runCompose([...program, '-p', PROJECT, ...args], folder, port);
  const logs = () => compose('logs', '--no-color');
  const ready = () => untilReady(`${baseURL}/health/ready`, 60, logs);
  const stop = async () => {
    // The data belongs to the containers' users: only a container can remove it when we are not root.
    const clear = ['--rm', '--no-deps', '--entrypoint', 'rm', 'prepare', '-rf'];
    await compose('stop', '--timeout', '20');
    await compose('run', ...clear, '/dump/postgres', '/dump/redis', '/dump/secrets', '/dump/tls');
    await compose('down', '--volumes', '--remove-orphans');
    await rm(folder, { recursive: true, force: true });
  };
  const server = (name: string) => ({
    halt: async () => void (await compose('stop', name)),
    start: async () => void (await compose('start', name)),
  });

  const up = async (...options: string[]) => {
    await compose('up', '--detach', ...options);
    await ready();
  };

  await compose('down', '--volumes', '--remove-orphans');
  try {
    await compose('build');
    await up();
  } catch (error) {
    const said = await logs().catch(() => '');
    await stop();
    throw new Error(`${(error as Error).message}\n${said.slice(-4000)}`);
  }
  return {
    baseURL,
    compose,
    up,
    restartChat: async () => void (await compose('restart', 'chat')),
    // Not `compose exec`: docker-compose knows the container no more once an update has replaced it.
    console: async (...words) => {
      const [web = ''] = await idsOf('web');
      await docker('exec', web, 'node', 'web/src/cli.ts', ...words);
    },
    database: server('db'),
    redis: server('redis'),
    logs,
    stop,
  };
}

/** Code only: its data is its own, and what it needs it builds itself. */
async function copyOfCheckout(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lantern-compose-'));
  const left = new Set(['.git', 'node_modules', 'dump', 'dist', 'test-results']);
  await cp(root, folder, { recursive: true, filter: (path) => !left.has(basename(path)) });
  return folder;
}

/** Compose v2 is a part of docker, its predecessor a program of its own. */
async function composeProgram(): Promise<string[]> {
  const v2 = ['docker', 'compose'];
  return run('docker', ['compose', 'version']).then(
    () => v2,
    () => ['docker-compose'],
  );
}

function runCompose([file = '', ...args]: string[], folder: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        PORT: `127.0.0.1:${port}`,
        ...MANY_PEOPLE,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${file} ${args.join(' ')} failed (${code})\n${output.slice(-4000)}`));
    });
  });
}
