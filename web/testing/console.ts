import { spawn } from 'node:child_process';
import { once } from 'node:events';

export type Outcome = { code: number | null; out: string; err: string };

/**
 * Runs a console as a process of its own, with an environment of its own.
 *
 * @param program path of a cli.ts
 * @param input what comes on standard input, which then ends
 */
export async function runProgram(
  program: string,
  words: string[],
  env: Record<string, string>,
  input = '',
): Promise<Outcome> {
  const child = spawn(process.execPath, [program, ...words], { env: { PATH: process.env.PATH, ...env } });
  let [out, err] = ['', ''];
  child.stdout.on('data', (text) => {
    out += text;
  });
  child.stderr.on('data', (text) => {
    err += text;
  });
  // A program that does not read has ended before it could be told.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [code] = await once(child, 'close');
  return { code, out, err };
}
