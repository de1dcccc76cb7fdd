import { Socket } from 'node:net';

type Target = { host: string[]; port: number[]; path?: string | undefined };

/** In milliseconds, for connections on which nothing is said: the kernel asks who is at the other end. */
const KEEP_ALIVE_MS = 10_000;
const LOOK_MS = 1000;
/** Looks that the other end may take to close as well. Until then the pool does not use the place of a closed connection. */
const FAREWELL = 2;

/**
 * Options of postgres.js, which has no limit for an answer by itself and does not list these in its types. A network that swallows what is sent reports nothing, and
 * each query on such a connection would wait until TCP gives up, after a quarter of an hour.
 *
 * Bytes are counted, because TLS takes the events of a socket away. Each part of an answer begins the time anew, and the first
 * question after it; further ones do not, or they would put the end off for ever. `max_pipeline` stays what it is: a BEGIN that
 * takes the last place of a pipeline fails with UNSAFE_TRANSACTION.
 *
 * @param silence seconds without a byte, after which the connection is closed: more than a statement may take, and more than
 * the pool keeps a connection that has nothing to do
 */
export function readTimeout(silence: number) {
  return { socket: (target: unknown) => openSocket(target as Target, silence) };
}

function openSocket({ host, port, path }: Target, silence: number): Socket {
  const socket = new Socket();
  let heard = 0;
  let said = 0;
  let hasAsked = false;
  let quiet = 0;
  let leaving = 0;
  // Counted in looks: a process that stood still reads what came meanwhile before it looks again.
  const looking = setInterval(() => {
    if (socket.destroyed) return clearInterval(looking);
    const hears = socket.bytesRead > heard;
    const asks = socket.bytesWritten > said && !hasAsked;
    quiet = hears || asks ? 0 : quiet + 1;
    hasAsked = !hears && (hasAsked || asks);
    heard = socket.bytesRead;
    said = socket.bytesWritten;
    if (socket.writableEnded) leaving += 1;
    if (quiet * LOOK_MS >= silence * 1000 || leaving > FAREWELL) socket.destroy();
  }, LOOK_MS);
  looking.unref();
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  const at = { host: host[0] as string, port: port[0] as number };
  // postgres.js takes the name that TLS checks from here.
  Object.assign(socket, at);
  return path ? socket.connect(path) : socket.connect(at);
}
