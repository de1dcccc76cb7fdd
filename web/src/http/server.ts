import { createServer, type RequestListener, type Server } from 'node:http';

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
