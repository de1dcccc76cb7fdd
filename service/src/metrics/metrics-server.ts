import { createServer, type ServerResponse } from 'node:http';
import { listen } from '../lifecycle.ts';
import type { Logger } from '../log.ts';
import type { Metric } from './metrics.ts';

type Variables = { METRICS_PORT?: number | undefined; METRICS_HOST: string };

/** In milliseconds. The only client is one program in the same network. */
const REQUEST_WITHIN = 5000;

/**
 * Serves metrics on a separate port, never on the public one: they would help an attacker.
 *
 * @param metrics called when they are served
 * @returns `close` stops serving; without METRICS_PORT nothing is served, and prom-client is not loaded
 * @throws StartError when the port is taken
 */
export async function serveMetrics(
  { METRICS_PORT: port, METRICS_HOST: host }: Variables,
  log: Logger,
  metrics: () => readonly Metric[],
): Promise<{ close(): void }> {
  if (port === undefined) return { close() {} };
  const { openRegistry } = await import('./registry.ts');
  const registry = openRegistry(metrics());
  const server = createServer(
    { headersTimeout: REQUEST_WITHIN, requestTimeout: REQUEST_WITHIN },
    (request, response) => {
      if (request.url?.split('?', 1)[0] !== '/metrics')
        return answer(response, { status: 404, text: 'not found\n' });
      if (request.method !== 'GET' && request.method !== 'HEAD')
        return answer(response, { status: 405, text: 'GET only\n' });
      registry.metrics().then(
        (text) => answer(response, { status: 200, text, type: registry.contentType }),
        (error) => {
          log.error({ err: error }, 'metrics cannot be read');
          answer(response, { status: 500, text: 'see the log\n' });
        },
      );
    },
  );
  const open = await listen(server, { port, host, variables: 'METRICS_' });
  log.info({ host, port: open }, 'serving metrics');
  return {
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function answer(
  response: ServerResponse,
  { status, text, type = 'text/plain' }: { status: number; text: string; type?: string | undefined },
): void {
  response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store' });
  response.end(text);
}
