import type { Socket } from 'node:net';
import { type Doors, runConsole } from '@lantern/web/console';
import type { z } from 'zod';
import { remoteTerminal } from './remote-terminal.ts';
import { fromConsole, hear, say } from './wire.ts';

/**
 * Runs command lines that come over the data folder's socket, inside the process that holds the database.
 *
 * @param doorsFor opens what commands work with, given the variables of the console's own environment
 * @param onFailure told what nobody foresaw
 */
export function consoleServer(
  doorsFor: (variables: Record<string, string>) => Doors,
  onFailure: (error: Error) => void,
) {
  const atWork = new Set<Promise<void>>();
  const stopping = Promise.withResolvers<{ value: undefined }>();

  async function work(connection: Socket): Promise<void> {
    const messages = hear(connection, fromConsole);
    /** Undefined when they left, or the server stops: whoever waits for an answer must not keep it. */
    const next = async (): Promise<z.output<typeof fromConsole> | undefined> =>
      (await Promise.race([messages.next(), stopping.promise])).value ?? undefined;
    const first = await next();
    // Also whoever only looks whether somebody listens here.
    if (!first || !('words' in first)) return void connection.destroy();
    const terminal = remoteTerminal(connection, next, first.interactive);
    say(connection, { exit: await runConsole(first.words, terminal, doorsFor(first.variables ?? {})) });
    connection.end();
  }

  return {
    answer(connection: Socket): void {
      const working: Promise<void> = work(connection)
        .catch((error) => {
          connection.destroy();
          onFailure(error);
        })
        .finally(() => atWork.delete(working));
      atWork.add(working);
    },
    /** Has every command end before its next question, or before it reads on in its file; waits for them. */
    async stop(): Promise<void> {
      stopping.resolve({ value: undefined });
      await Promise.all(atWork);
    },
  };
}
