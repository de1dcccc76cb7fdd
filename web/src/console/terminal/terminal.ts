import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { Gone } from '../gone.ts';
import { type Files, localFiles } from './files.ts';
import { progressLine } from './progress.ts';

export { Gone };

/** Who sits before the console, here or at the other end of a socket. */
export type Terminal = {
  /** Whether somebody is there who can be asked. */
  readonly interactive: boolean;
  out(text: string): void;
  /** What went wrong, and what is said to people while `out` may go into a file. */
  err(text: string): void;
  /**
   * @param hidden the answer is not shown while it is typed
   * @throws Gone when they leave instead of answering
   */
  ask(question: string, hidden?: boolean): Promise<string>;
  /** The first line of standard input, for what must not stand on a command line. */
  readLine(): Promise<string>;
  /** Shows how far a long work has come; what was shown before goes away. As often as one likes. */
  progress(text: string): void;
  files: Files;
};

type Streams = {
  input: NodeJS.ReadableStream & { isTTY?: boolean };
  output: NodeJS.WritableStream;
  errors: NodeJS.WritableStream & { isTTY?: boolean; columns?: number };
};

/** Where a command line was typed: npm runs every script in the folder of package.json, and says where it was started. */
export const directoryOf = ({ npm_lifecycle_event, INIT_CWD }: NodeJS.ProcessEnv): string =>
  (npm_lifecycle_event === 'lantern' && INIT_CWD) || process.cwd();

/**
 * A terminal on standard input, output and error. Questions go to standard error: `out` may be redirected.
 *
 * @param directory where relative paths begin
 */
export function streamTerminal({ input, output, errors }: Streams, directory: string): Terminal {
  const interactive = input.isTTY === true;
  const progress = progressLine(errors);
  const line = (stream: NodeJS.WritableStream) => (text: string) => {
    progress.clear();
    stream.write(`${text}\n`);
  };
  return {
    interactive,
    out: line(output),
    err: line(errors),
    progress: progress.show,
    files: localFiles(directory, { input, output }),
    async ask(question, hidden = false) {
      // readline itself shows what is typed, and redraws it: hidden, it draws into nothing.
      const shown = hidden ? new Writable({ write: (_chunk, _encoding, done) => done() }) : errors;
      const prompt = `${question} `;
      const lines = createInterface({ input, output: shown, terminal: interactive, prompt });
      // Only now, when the terminal has stopped showing what is typed by itself: who types fast would be read along.
      if (hidden) errors.write(prompt);
      else lines.prompt();
      const answer = await firstLine(lines);
      if (hidden) errors.write('\n');
      if (answer === undefined) throw new Gone();
      return answer;
    },
    async readLine() {
      return (await firstLine(createInterface({ input, terminal: false }))) ?? '';
    },
  };
}

function firstLine(lines: ReturnType<typeof createInterface>): Promise<string | undefined> {
  return new Promise((resolve) => {
    lines.once('line', (line) => {
      resolve(line);
      lines.close();
    });
    lines.once('close', () => resolve(undefined));
  });
}
