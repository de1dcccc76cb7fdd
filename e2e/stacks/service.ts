import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { untilReady } from './stack.ts';

const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;

export type Program = {
  command: string[];
  env: Record<string, string>;
  logFile: string;
  /** Answers 200 when the service can be used. */
  readyUrl: string;
};

/** A service as a process of its own, with its output in a file; it does not outlive the tests. */
export class Service {
  readonly #program: Program;
  #child: ChildProcess | undefined;
  readonly #kill = () => this.signal('SIGKILL');

  constructor(program: Program) {
    this.#program = program;
  }

  /** @param variables of its environment beside its own, this time */
  async start(variables: Record<string, string> = {}): Promise<void> {
    const { command, env, logFile, readyUrl } = this.#program;
    const [file = '', ...args] = command;
    const output = openSync(logFile, 'a');
    // A group of its own: npm, its shell and node are signalled together.
    this.#child = spawn(file, args, {
      detached: true,
      stdio: ['ignore', output, output],
      env: { PATH, HOME, NODE_COMPILE_CACHE, ...env, ...variables },
    });
    closeSync(output);
    process.once('exit', this.#kill);
    const exit = once(this.#child, 'exit').then(async ([code, signal]) => {
      throw new Error(`${command.join(' ')} ended (${signal ?? code})\n${await this.log()}`);
    });
    exit.catch(() => {});
    await Promise.race([exit, untilReady(readyUrl, 60, () => this.log())]);
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** Whether it runs; also while it stands still. */
  get isRunning(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Asks it to end, as an operator would, and waits until it has: npm and its shell end before what they started. */
  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child) return;
    signalGroup(child, 'SIGTERM');
    while (groupLives(child)) await new Promise((resolve) => setTimeout(resolve, 20));
    process.off('exit', this.#kill);
  }

  signal(name: NodeJS.Signals): void {
    if (this.#child) signalGroup(this.#child, name);
  }

  log(): Promise<string> {
    return readFile(this.#program.logFile, 'utf8');
  }
}

function groupLives(child: ChildProcess): boolean {
  try {
    return child.pid !== undefined && process.kill(-child.pid, 0);
  } catch {
    return false;
  }
}

function signalGroup(child: ChildProcess, name: NodeJS.Signals): void {
  try {
    if (child.pid) process.kill(-child.pid, name);
  } catch {
    // Gone already.
  }
}
