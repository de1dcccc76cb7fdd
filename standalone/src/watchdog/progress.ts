import type { Server } from 'node:http';

/**
 * Calls `listener` when a connection or a request comes and when an answer is written.
 *
 * Timers do not show alone that a process goes on. With more than a thousand requests ready at once, libuv reads 48 times before it
 * looks at timers (uv__io_poll), which takes half a minute; and many requests that waited for one thing go on at once.
 */
export function onProgress(server: Pick<Server, 'on'>, listener: () => void): void {
  server.on('connection', listener).on('request', (_request, response) => {
    listener();
    response.once('prefinish', listener);
  });
}
