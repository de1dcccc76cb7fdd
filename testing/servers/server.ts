import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { createServer, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a test can do to a server it started. */
export interface TestServer {
  readonly url: string;
  readonly port: number;
  /** A temporary directory that belongs to this server alone; {@link stop} removes it. */
  readonly dataDir: string;
  /** Ends the server and keeps its data: the outage in a test about outages. */
  halt(): Promise<void>;
  /** Starts a halted server again, on the same port and data. */
  start(): Promise<void>;
  restart(): Promise<void>;
  /** Ends the server and removes its directory. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface ServerProgram {
  command: string;
  args: string[];
  /** What the server prints once it answers. */
  ready: RegExp;
  /** The account it runs as; the caller's own when absent. */
  account?: Account | undefined;
}

export interface Account {
  uid: number;
  gid: number;
}

/** A server process that dies with the process that started it, however that one ends. */
export class ServerProcess {
  readonly #program: ServerProgram;
  readonly #directory: string;
  #child: ChildProcess | undefined;
  #guard: ChildProcess | undefined;

  constructor(program: ServerProgram, directory: string) {
    this.#program = program;
    this.#directory = directory;
  }

  /** @throws with the end of what the server printed, when it ends before it is ready */
  async start(): Promise<void> {
    if (this.#child) throw new Error(`${this.#program.command} runs already`);
    const { command, args, account } = this.#program;
    // Detached: Ctrl-C in a terminal reaches the tests only, which then end their servers in order.
    const child = spawn(command, args, {
      ...account,
      cwd: this.#directory,
      detached: true,
      env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.#guard = guard(child, this.#directory);
    try {
      await printed(child, this.#program.ready);
    } catch (error) {
      await this.halt();
      throw error;
    }
    child.unref();
  }

  async halt(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child?.pid && child.exitCode === null && child.signalCode === null) {
      const exit = once(child, 'exit');
      child.ref();
      child.kill('SIGCONT');
      child.kill('SIGINT');
      await exit;
    }
    this.#guard?.kill('SIGKILL');
    this.#guard = undefined;
  }

  async stop(): Promise<void> {
    await this.halt();
    await rm(this.#directory, { recursive: true, force: true });
  }

  signal(name: NodeJS.Signals): void {
    this.#child?.kill(name);
  }
}

/** Creates the directory of a server, owned by the account that the server will run as. */
export async function serverDirectory(name: string, account?: Account): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), `lantern-${name}-`));
  if (account) await chown(directory, account.uid, account.gid);
  return directory;
}

const given = new Set<number>();

/**
 * A loopback port that is free, and that nobody is given who asks the kernel for any port: it gives those from 32,768 on. So it
 * is free still when a server that was started for it opens it, or when a test wants nobody to answer there.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(11_000, 32_768);
    if (given.has(port)) continue;
    given.add(port);
    const server = createServer().listen(port, '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}

/**
 * A shell that waits for our end of its pipe to close, which the kernel does even when we are killed with no chance to
 * clean up, and then ends the server and removes its files.
 */
function guard(server: ChildProcess, directory: string): ChildProcess | undefined {
  if (!server.pid) return undefined;
  // Bounded: in a container without an init process the dead server stays a zombie, which still takes signals.
  const wait = 'n=0; while kill -0 "$1" 2>/dev/null && [ $n -lt 50 ]; do sleep 0.1; n=$((n + 1)); done';
  const script = `cat >/dev/null; kill -INT "$1"; ${wait}; rm -rf "$2"`;
  const shell = spawn('/bin/sh', ['-c', script, 'guard', String(server.pid), directory], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.stdin.on('error', () => {});
  letGo(shell, shell.stdin);
  return shell;
}

function printed(child: ChildProcess, wanted: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-4000);
        if (wanted.test(output)) resolve();
      });
      letGo(undefined, stream);
    }
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      reject(new Error(`${child.spawnfile} ended (${signal ?? code}):\n${output}`)),
    );
  });
}

/** A forgotten server must not keep a test file from ending; the guard ends the server then. */
function letGo(child: ChildProcess | undefined, stream: unknown): void {
  child?.unref();
  if (stream instanceof Socket) stream.unref();
}
