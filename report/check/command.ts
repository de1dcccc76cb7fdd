import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as after } from 'node:timers/promises';

/** A command takes no longer than this, in milliseconds; alone on two cores it takes a fifth of it. */
const LONGEST = 300_000;

/** `npm run report` as a person types it in a terminal. */
export class ReportCommand {
  #output = '';
  readonly #child: ChildProcess;
  readonly #end: Promise<unknown[]>;

  /**
   * @param checkout where it is typed
   * @param words after `--`
   * @param variables of its environment beside this one's
   */
  constructor(checkout: string, words: string[], variables: NodeJS.ProcessEnv = {}) {
    // A group of its own: the terminal's Ctrl-C reaches npm and what it runs alike.
    this.#child = spawn('npm', ['run', '--silent', 'report', '--', ...words], {
      cwd: checkout,
      env: { ...process.env, ...variables },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output += text;
      });
    this.#end = once(this.#child, 'close');
  }

  /** @returns how it ended and all that it wrote */
  async ended(): Promise<{ code: number; output: string }> {
    const timer = AbortSignal.timeout(LONGEST);
    timer.addEventListener('abort', () => this.#signal('SIGKILL'));
    const [code, signal] = await this.#end;
    if (signal) throw new Error(`the report ended by ${signal}:\n${this.#output}`);
    return { code: Number(code), output: this.#output };
  }

  /** @throws Error when it has not written this within LONGEST, or ended before */
  async writes(text: string): Promise<void> {
    const giveUpAt = Date.now() + LONGEST;
    while (!this.#output.includes(text)) {
      if (Date.now() > giveUpAt || this.#child.exitCode !== null)
        throw new Error(`the report did not write “${text}”:\n${this.#output}`);
      await after(50);
    }
  }

  interrupt(): void {
    this.#signal('SIGINT');
  }

  #signal(name: NodeJS.Signals): void {
    if (this.#child.pid) process.kill(-this.#child.pid, name);
  }
}
