import { connect, type Socket } from 'node:net';
import { resolve } from 'node:path';
import { StartError } from '@lantern/service/lifecycle';
import type { Terminal } from '@lantern/web/console/terminal';
import { socketOf } from '../data-folder.ts';
import { requireOwn } from '../ownership.ts';
import { answerRequests } from './answer-requests.ts';
import { readMessages, sendMessage, serverMessage } from './protocol.ts';

/**
 * Connects to the server that runs on a data folder.
 *
 * @returns the connection, or undefined when nobody listens there
 * @throws StartError when the folder or the server is another user's, who would be given the passwords that are typed
 */
export async function connectToServer(folder: string): Promise<Socket | undefined> {
  const socket = socketOf(folder);
  requireOwn(resolve(folder));
  requireOwn(socket);
  return new Promise((done, fail) => {
    const connection = connect(socket, () => done(connection.off('error', refused)));
    const refused = ({ code }: NodeJS.ErrnoException) => {
      if (code !== 'EACCES' && code !== 'EPERM') return done(undefined);
      fail(
        new StartError(`${socket} belongs to somebody else: use the console as the user who runs Lantern`),
      );
    };
    connection.on('error', refused);
  });
}

export type RemoteCommand = {
  /** To the server. */
  connection: Socket;
  /** The command line. */
  words: string[];
  terminal: Terminal;
  /** Of this process, for a command that looks at them. */
  variables?: Record<string, string>;
};

/**
 * Lets the running server do the work, and answers its questions.
 *
 * @returns the exit code
 * @throws StartError when the server ends before the work is done
 */
export async function runOnServer({
  connection,
  words,
  terminal,
  variables,
}: RemoteCommand): Promise<number> {
  connection.on('error', () => connection.destroy());
  sendMessage(connection, { words, interactive: terminal.interactive, ...(variables && { variables }) });
  const requests = answerRequests(terminal);
  let failure: Error | undefined;
  /** Not waited for: a server that stops says so while somebody still thinks about their answer. */
  const reply = (asked: Parameters<typeof requests.answer>[0]) =>
    requests.answer(asked).then(
      (message) => void sendMessage(connection, message),
      (error) => {
        failure = error;
        connection.destroy();
      },
    );
  try {
    for await (const message of readMessages(connection, serverMessage)) {
      if ('exit' in message) return message.exit;
      if ('out' in message) terminal.out(message.out);
      else if ('err' in message) terminal.err(message.err);
      else if ('progress' in message) terminal.progress(message.progress);
      else void reply(message);
    }
  } catch (error) {
    // Hung up on is told below; anything else is the terminal's.
    if (!['ECONNRESET', 'EPIPE'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    connection.destroy();
    await requests.end();
  }
  if (failure) throw failure;
  throw new StartError(
    'Lantern hung up: it is starting or stopping, or another console is at work. Try again.',
  );
}
