import type { Socket } from 'node:net';
import { FileFailure } from '@lantern/web/console/files';
import { Gone, type Terminal } from '@lantern/web/console/terminal';
import type { z } from 'zod';
import { type fromConsole, say } from './wire.ts';

type Message = z.output<typeof fromConsole>;

/**
 * The terminal of somebody at the other end of a socket.
 *
 * @param next what they say next; undefined: they left
 */
export function remoteTerminal(
  connection: Socket,
  next: () => Promise<Message | undefined>,
  interactive: boolean,
): Terminal {
  async function heard(): Promise<Exclude<Message, { words: string[] } | { failed: string }>> {
    const message = await next();
    if (!message || 'words' in message) throw new Gone();
    if ('failed' in message) throw new FileFailure(message.failed);
    return message;
  }
  async function answer(): Promise<string> {
    const message = await heard();
    if (!('answer' in message) || message.answer === null) throw new Gone();
    return message.answer;
  }
  async function* pieces(): AsyncGenerator<string, void> {
    for (;;) {
      say(connection, { readOn: true });
      const text = await answer();
      if (text === '') return;
      yield text;
    }
  }
  return {
    interactive,
    out: (out) => say(connection, { out }),
    err: (err) => say(connection, { err }),
    progress: (progress) => say(connection, { progress }),
    ask(question, hidden = false) {
      say(connection, { ask: question, hidden });
      return answer();
    },
    readLine() {
      say(connection, { readLine: true });
      return answer();
    },
    files: {
      async read(path) {
        say(connection, { open: path });
        const message = await heard();
        if (!('size' in message)) throw new Gone();
        return { size: message.size ?? undefined, text: pieces() };
      },
      async write(path, text, anew) {
        say(connection, { write: path, text, anew });
        await answer();
      },
    },
  };
}
