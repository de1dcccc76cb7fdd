import type { Socket } from 'node:net';
import { FileFailure } from '@lantern/web/console/files';
import { Gone, type Terminal } from '@lantern/web/console/terminal';
import type { z } from 'zod';
import { type consoleMessage, sendMessage } from './protocol.ts';

type Message = z.output<typeof consoleMessage>;

export type RemoteTerminalParts = {
  connection: Socket;
  /** The next message of the console; undefined: it has left. */
  next(): Promise<Message | undefined>;
  interactive: boolean;
};

/** Bytes of a file in one message. */
const PIECE = 256 * 1024;

/** The terminal of somebody at the other end of a socket. */
export function remoteTerminal({ connection, next, interactive }: RemoteTerminalParts): Terminal {
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
      sendMessage(connection, { readOn: true });
      const text = await answer();
      if (text === '') return;
      yield text;
    }
  }
  return {
    interactive,
    out: (out) => sendMessage(connection, { out }),
    err: (err) => sendMessage(connection, { err }),
    progress: (progress) => sendMessage(connection, { progress }),
    ask(question, hidden = false) {
      sendMessage(connection, { ask: question, hidden });
      return answer();
    },
    readLine() {
      sendMessage(connection, { readLine: true });
      return answer();
    },
    files: {
      async read(path) {
        sendMessage(connection, { open: path });
        const message = await heard();
        if (!('size' in message)) throw new Gone();
        return { size: message.size ?? undefined, text: pieces() };
      },
      async write(path, text, anew) {
        sendMessage(connection, { write: path, text, anew });
        await answer();
      },
      // Only a restore reads bytes.
      bytes: () => {
        throw new FileFailure('Lantern is running: stop it first.');
      },
      async create(path) {
        const said = async (message: Parameters<typeof sendMessage>[1]) => {
          sendMessage(connection, message);
          await answer();
        };
        await said({ create: path });
        return {
          async write(bytes) {
            for (let at = 0; at < bytes.length; at += PIECE)
              await said({ bytes: Buffer.from(bytes.subarray(at, at + PIECE)).toString('base64') });
          },
          finish: () => said({ isWhole: true }),
          // The console does it as well, when it is hung up on.
          abandon: () => said({ isWhole: false }).catch(() => {}),
        };
      },
    },
  };
}
