import type { Server } from 'node:http';

/** Limits against clients that hold connections without using them. */
export function harden(server: Server): Server {
  server.headersTimeout = 15_000;
  server.requestTimeout = 60_000;
  // Longer than a gateway keeps its connections: one closed here first could lose a request already on its way.
  server.keepAliveTimeout = 75_000;
  server.maxHeadersCount = 100;
  return server;
}

const DRAIN_MS = 10_000;

/** Stops taking connections and lets running requests finish, for at most 10 seconds. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
