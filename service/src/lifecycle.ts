import type { Server } from 'node:http';
import { EnvironmentError } from './environment.ts';

/** Where to listen, and what the variables begin with that say so. */
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
    // A restarted server meets everybody's reconnects at once: the default backlog of 511 would drop some.
    server.listen({ port, host, backlog: 4096 }, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

/** Stands for a failure that its message explains completely: shown as one line, without a stack. */
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
 * Runs a service's start; a failure is told on standard error and ends the process with exit code 1.
 * Mistakes of configuration are told in plain lines; only what we did not foresee shows a stack.
 *
 * @param start builds and listens. It gives `onStop` what to do on SIGTERM or SIGINT as soon as it can be done, and
 * before it says that it is up; until then a signal ends the process at once.
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
    // A second signal means the person does not want to wait.
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
