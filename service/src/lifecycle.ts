import type { Server } from 'node:http';
import { EnvironmentError } from './environment.ts';

/** Where to listen, and the prefix of the variables that set it. */
export type ListenAt = { port: number; host: string; variables?: string };

/**
 * Starts listening.
 *
 * @returns the port in use (the system's choice when 0 was asked for)
 * @throws Error with one line that says what to do when the port is taken or may not be used
 */
export function listen(server: Server, at: ListenAt): Promise<number> {
  const { port, host } = at;
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, at)));
    // All clients reconnect to a restarted server at once: the default backlog of 511 would drop some.
    server.listen({ port, host, backlog: 4096 }, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

/** A failure that its message explains completely: it is shown as one line, without a stack. */
export class StartError extends Error {
  override name = 'StartError';
}

function explain(error: NodeJS.ErrnoException, { port, host, variables = '' }: ListenAt): Error {
  if (error.code === 'EADDRINUSE')
    return new StartError(`port ${port} on ${host} is taken: stop what uses it, or set ${variables}PORT`);
  if (error.code === 'EACCES')
    return new StartError(`port ${port} needs more rights: set ${variables}PORT to one above 1023`);
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return new StartError(`${variables}HOST ${host} is not an address of this machine`);
  return error;
}

type Stop = () => Promise<void>;

/**
 * Starts a service. A failure goes to standard error and ends the process with exit code 1. Mistakes of configuration are
 * plain lines; only unforeseen errors show a stack.
 *
 * @param start builds and listens. It gives `onStop` the function to call on SIGTERM or SIGINT, before it logs that it is
 * up; until then a signal ends the process at once.
 */
export async function run(start: (onStop: (stop: Stop) => void) => Promise<void>): Promise<void> {
  try {
    await start(stopOnSignal);
  } catch (error) {
    const plain = error instanceof EnvironmentError || error instanceof StartError;
    const text = plain ? (error as Error).message : ((error as Error).stack ?? String(error));
    process.stderr.write(`Lantern cannot start:${text.includes('\n') ? '\n' : ' '}${text}\n`);
    process.exit(1);
  }
}

function stopOnSignal(stop: Stop): void {
  let stopping = false;
  const onSignal = () => {
    // A second signal means that the operator does not want to wait.
    if (stopping) process.exit(1);
    stopping = true;
    stop().then(
      () => process.exit(0),
      (error) => {
        process.stderr.write(`${error?.stack ?? error}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
