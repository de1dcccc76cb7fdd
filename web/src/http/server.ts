import { createServer, type RequestListener, type Server } from 'node:http';
import type { Socket } from 'node:net';

/** In milliseconds: how long a request's head may take. */
export const HEAD_WITHIN = 15_000;

/**
 * Limits of an HTTP server against clients that hold connections without using them.
 *
 * @param within in milliseconds: how long a request's head may take; its body gets four times as long
 */
export const serverLimits = (within: number) => ({
  headersTimeout: within,
  requestTimeout: 4 * within,
  // Node looks every 30 seconds unless told: whoever is slow would have stayed for up to 45.
  connectionsCheckingInterval: within / 15,
  // Longer than a gateway keeps its connections: one closed here first could lose a request already on its way.
  keepAliveTimeout: 75_000,
});

export const MAX_HEADERS = 100;

/** The HTTP server of the website. @param within see `serverLimits` */
export function createWebServer(listener: RequestListener, within = HEAD_WITHIN): Server {
  const server = createServer(serverLimits(within), listener);
  server.maxHeadersCount = MAX_HEADERS;
  keepConnections(server);
  return server;
}

const connections = new WeakMap<Server, Set<Socket>>();

/**
 * Has `closeServer` know every connection of a server from now on. Node's own list lacks those that are not HTTP yet or no
 * longer, and a server that closes waits for them all the same.
 */
export function keepConnections(server: Server): void {
  const open = new Set<Socket>();
  connections.set(server, open);
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
}

const DRAIN_MS = 10_000;

/**
 * Stops taking connections and lets running requests finish, for at most 10 seconds.
 *
 * @param within in milliseconds: after this time whatever is still open is cut off
 */
export function closeServer(server: Server, within = DRAIN_MS): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      server.closeAllConnections();
      for (const socket of connections.get(server) ?? []) socket.destroy();
    }, within);
    // Whoever asks on a connection that was open is answered, and would otherwise keep it for more.
    server.prependListener('request', (_req, res) => res.setHeader('Connection', 'close'));
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
