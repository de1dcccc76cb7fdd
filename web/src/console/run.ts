import { type Archive, BackupError, isRefusal, isUnavailable } from '@lantern/db';
import { EnvironmentError } from '@lantern/service/environment';
import { StartError } from '@lantern/service/lifecycle';
import type { Services } from './command.ts';
import type { Instance } from './doctor/instance.ts';
import { plan } from './plan.ts';
import { Gone, type Terminal } from './terminal/terminal.ts';
import { failureText } from './terminal/texts.ts';

/** Opens what a command works with and does the work; or has another process do it, and gives its exit code. */
export type Perform<With = Services> = (
  work: (parts: With) => Promise<number>,
  command: string,
) => Promise<number>;

/** Runs commands where their parts are: in this process, or in the one that holds them. */
export type CommandExecutor = {
  perform: Perform;
  /** With the data as it is: what an update did not finish can be backed up as well. */
  archive: Perform<Archive>;
  /** For who looks at an instance as it is, however wrong. */
  examine: Perform<Instance>;
};

const DONE = 0;
const NOT_DONE = 1;
const NOT_UNDERSTOOD = 2;

/**
 * Runs one command line.
 *
 * @param words what follows the program's name
 * @returns the exit code: 0 done, 1 not done, 2 not understood
 */
export async function runConsole(
  words: string[],
  terminal: Terminal,
  executor: CommandExecutor,
): Promise<number> {
  const todo = plan(words, terminal.interactive);
  if (todo.kind === 'help') {
    terminal.out(todo.text);
    return DONE;
  }
  if (todo.kind === 'misuse') {
    terminal.err(todo.text);
    return NOT_UNDERSTOOD;
  }
  try {
    const { command, values } = todo;
    if ('examine' in command)
      return await executor.examine(
        async (instance) => ((await command.examine(instance, terminal)) ? DONE : NOT_DONE),
        command.name,
      );
    if ('alone' in command) {
      await command.alone(values, terminal);
      return DONE;
    }
    if ('archive' in command)
      return await executor.archive(async (archive) => {
        await command.archive(values, terminal, archive);
        return DONE;
      }, command.name);
    return await executor.perform(async (services) => {
      await command.run(values, terminal, services);
      return DONE;
    }, command.name);
  } catch (error) {
    terminal.err(explain(error));
    return NOT_DONE;
  }
}

/** A database's own message may hold what was written into it: of what nobody foresaw only the kind is told. */
function explain(error: unknown): string {
  if (error instanceof Gone) return 'Nothing was changed.';
  if (error instanceof EnvironmentError || error instanceof StartError || error instanceof BackupError)
    return error.message;
  if (isRefusal(error)) return 'The database refuses the connection: check DATABASE_URL.';
  if (isUnavailable(error)) return 'The database cannot be reached.';
  const { name, code } = error as NodeJS.ErrnoException;
  return failureText(error) ?? `This failed in a way that was not foreseen: ${code ?? name}.`;
}
