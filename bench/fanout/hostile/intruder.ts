import { connect } from 'node:net';
import { Connection } from '../load/connection.ts';

export type Intruder = {
  port: number;
  token: string | undefined;
  localAddress: string;
  /** Aborted when the time is over. */
  over: AbortSignal;
};

export type Entered = { connection: Connection; closed: Promise<string> };

/** What nobody threw out. */
export const OPEN = 'open to the end';

/** Opens a WebSocket; returns why not, if the server does not want it. */
export async function enter({ port, token, localAddress, over }: Intruder): Promise<Entered | string> {
  let tell = (_: string) => {};
  const closed = new Promise<string>((resolve) => {
    tell = resolve;
  });
  try {
    const place = { port, room: 0, token, localAddress };
    const connection = await Connection.open(place, { frame: () => {}, closed: (why) => tell(why) });
    if (over.aborted) connection.end(OPEN);
    else over.addEventListener('abort', () => connection.end(OPEN), { once: true });
    return { connection, closed };
  } catch (error) {
    return (error as Error).message;
  }
}

/** Connects, says something that is no handshake, and waits for what becomes of it. */
export function attemptHandshake(
  { port, localAddress, over }: Intruder,
  words: string | Buffer,
): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', localAddress });
    let why = 'hung up';
    const end = () => {
      why = OPEN;
      socket.destroy();
    };
    over.addEventListener('abort', end, { once: true });
    socket.once('connect', () => {
      if (words.length > 0) socket.write(words);
    });
    socket.once('data', (data) => {
      const [, status] = /^HTTP\/1\.1 (\d+)/.exec(data.toString('latin1')) ?? [];
      why = `HTTP ${status}`;
    });
    socket.once('error', ({ code }: NodeJS.ErrnoException) => {
      if (why === 'hung up') why = code ?? 'error';
    });
    socket.once('close', () => {
      over.removeEventListener('abort', end);
      resolve(why);
    });
  });
}
