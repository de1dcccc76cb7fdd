import { createServer, type RequestListener, type Server } from 'node:http';

/**
 * The HTTP server of the website, with limits against clients that hold connections without using them.
 *
 * @param within in milliseconds: how long a request's head may take; its body gets four times as long
 */
export function createWebServer(listener: RequestListener, within = 15_000): Server {
  const server = createServer(
    {
      headersTimeout: within,
      requestTimeout: 4 * within,
      // Node looks every 30 seconds unless told: whoever is slow would have stayed for up to 45.
      connectionsCheckingInterval: within / 15,
      // Longer than a gateway keeps its connections: one closed here first could lose a request already on its way.
      keepAliveTimeout: 75_000,
    },
    listener,
  );
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
