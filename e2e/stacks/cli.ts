import { join } from 'node:path';
import { runProgram } from '../../web/testing/console.ts';

const root = join(import.meta.dirname, '../..');

/**
 * A console for `Stack.console`, with the environment of what it works on.
 *
 * @param program its cli.ts, from the root of the repository
 */
export function consoleOf(program: string, env: Record<string, string>) {
  return async (...words: string[]): Promise<void> => {
    const { code, err } = await runProgram(join(root, program), words, env);
    if (code !== 0) throw new Error(`${words[0]} failed (${code}): ${err}`);
  };
}
