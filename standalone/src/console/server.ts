import type { Socket } from 'node:net';
import { type CommandExecutor, runConsole } from '@lantern/web/console';
import type { z } from 'zod';
import { consoleMessage, readMessages, sendMessage } from './protocol.ts';
import { remoteTerminal } from './remote-terminal.ts';

export type ConsoleServerParts = {
  /** Runs commands, given the variables of the console's own environment. */
  executorFor(variables: Record<string, string>): CommandExecutor;
  /** Called with an unexpected error. */
  onFailure(error: Error): void;
};

/** Runs command lines that come over the data folder's socket, inside the process that holds the database. */
export function consoleServer({ executorFor, onFailure }: ConsoleServerParts) {
  const atWork = new Set<Promise<void>>();
  const stopping = Promise.withResolvers<{ value: undefined }>();

  async function work(connection: Socket): Promise<void> {
    const messages = readMessages(connection, consoleMessage);
    /** Undefined when they left, or the server stops: whoever waits for an answer must not keep it. */
    const next = async (): Promise<z.output<typeof consoleMessage> | undefined> =>
      (await Promise.race([messages.next(), stopping.promise])).value ?? undefined;
    const first = await next();
    // Also whoever only looks whether somebody listens here.
    if (!first || !('words' in first)) return void connection.destroy();
    const terminal = remoteTerminal({ connection, next, interactive: first.interactive });
    sendMessage(connection, {
      exit: await runConsole(first.words, terminal, executorFor(first.variables ?? {})),
    });
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
