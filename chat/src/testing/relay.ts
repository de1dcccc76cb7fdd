import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** Stands between a process and its Redis or Postgres, and can hold back or lose what they send each other. */
export async function startRelay(url: string) {
  const sockets = new Set<Socket>();
  /** Connections that the network has forgotten: they stay open, and what is sent on them is lost. */
  const lost = new Set<Socket>();
  let held = false;
  let swallows = false;
  let isCut = false;
  let delay = 0;
  let timer: NodeJS.Timeout | undefined;

  function pass(from: Socket, to: Socket): void {
    let due = 0;
    const forward = (bytes: Buffer) => {
      // Never before the bytes that came earlier.
      due = Math.max(due, performance.now() + delay);
      const wait = due - performance.now();
      if (wait > 0) setTimeout(() => to.writable && to.write(bytes), wait);
      else to.write(bytes);
    };
    sockets.add(from);
    if (held) from.pause();
    if (swallows) lost.add(from);
    from.on('data', (bytes) => lost.has(from) || forward(bytes));
    from.on('end', () => lost.has(from) || to.end());
    from.on('error', () => {});
    from.on('close', () => {
      sockets.delete(from);
      if (!lost.delete(from)) to.destroy();
    });
  }

  // A network that loses packets loses those that close a connection as well.
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    if (isCut) return void socket.destroy();
    const { hostname, port } = new URL(url);
    const redis = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
    pass(socket, redis);
    pass(redis, socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const own = new URL(url);
  own.port = String(typeof address === 'object' && address?.port);

  function release(): void {
    held = false;
    isCut = false;
    delay = 0;
    for (const socket of sockets) socket.resume();
  }

  return {
    url: own.href,
    /** Connections stay open and nothing comes through, for a number of milliseconds or until it is released. */
    hold(milliseconds?: number): void {
      clearTimeout(timer);
      if (milliseconds !== undefined) timer = setTimeout(release, milliseconds);
      held = true;
      for (const socket of sockets) socket.pause();
    },
    /** Connections end, and so does every new one, until it is released. */
    cut(): void {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    /** Each side gets what the other sends so many milliseconds later, until it is released. */
    slow(milliseconds: number): void {
      delay = milliseconds;
    },
    release,
    /** Takes and drops all bytes from now on, also those of new connections. */
    swallow(): void {
      swallows = true;
      for (const socket of sockets) lost.add(socket);
    },
    /** Forwards new connections again. The earlier ones stay lost until one side closes them. */
    mend(): void {
      swallows = false;
    },
    [Symbol.dispose](): void {
      clearTimeout(timer);
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

export type Relay = Awaited<ReturnType<typeof startRelay>>;
