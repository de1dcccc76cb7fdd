import type { Socket } from 'node:net';
import { type Perform, runConsole } from '@lantern/web/console';
import { Gone, type Terminal } from '@lantern/web/console/terminal';
import type { z } from 'zod';
import { fromConsole, hear, say } from './console-wire.ts';

type Messages = AsyncGenerator<z.output<typeof fromConsole>>;

/**
 * Runs a command line that came over the data folder's socket, inside the process that holds the database.
 *
 * @param perform opens what commands work with
 */
export async function answerConsole(connection: Socket, perform: Perform): Promise<void> {
  const messages = hear(connection, fromConsole);
  const { value: first } = await messages.next();
  // Also whoever only looks whether somebody listens here.
  if (!first || !('words' in first)) return void connection.destroy();
  const terminal = remoteTerminal(connection, messages, first.interactive);
  say(connection, { exit: await runConsole(first.words, terminal, perform) });
  connection.end();
}

function remoteTerminal(connection: Socket, messages: Messages, interactive: boolean): Terminal {
  const answer = async () => {
    const { value } = await messages.next();
    if (!value || !('answer' in value) || value.answer === null) throw new Gone();
    return value.answer;
  };
  return {
    interactive,
    out: (out) => say(connection, { out }),
    err: (err) => say(connection, { err }),
    ask(question, hidden = false) {
      say(connection, { ask: question, hidden });
      return answer();
    },
    readLine() {
      say(connection, { readLine: true });
      return answer();
    },
  };
}
