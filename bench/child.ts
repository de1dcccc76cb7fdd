import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A program in a process of its own; it is told things and answers one at a time. */
export class Child {
  readonly #process: ChildProcess;
  readonly #kill = () => void this.#process.kill('SIGKILL');

  /** @param options `under`: a command that runs it, like `taskset -c 1` */
  constructor(
    program: URL,
    options: { args?: string[]; under?: string[]; env?: Record<string, string> } = {},
  ) {
    const [execPath = '', ...execArgv] = [...(options.under ?? []), process.execPath];
    this.#process = fork(fileURLToPath(program), options.args ?? [], {
      env: { PATH: process.env.PATH, NODE_ENV: 'production', ...options.env },
      execPath,
      execArgv,
    });
    process.once('exit', this.#kill);
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** @returns what it says next */
  async heard<Said>(): Promise<Said> {
    const waiting = new AbortController();
    const { signal } = waiting;
    const ended = once(this.#process, 'exit', { signal }).then(([code, killed]) => {
      throw new Error(`${this.#process.spawnargs.at(-1)} ended with ${code ?? killed}`);
    });
    ended.catch(() => {});
    const [said] = await Promise.race([once(this.#process, 'message', { signal }), ended]);
    waiting.abort();
    return said as Said;
  }

  async ask<Measured>(job: object): Promise<Measured> {
    const answer = this.heard<{ measured: Measured }>();
    this.#process.send(job);
    return (await answer).measured;
  }

  stop(): void {
    this.#process.removeAllListeners('exit');
    process.off('exit', this.#kill);
    this.#kill();
  }
}
