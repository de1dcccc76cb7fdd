import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Leaving } from '@lantern/service/leaving';
import { settlesWithin } from '@lantern/service/liveness';
import type { Chat } from './chat.ts';
import { TIMING } from './timing.ts';

/** In milliseconds: an idle HTTP connection is closed after this time. */
const KEEP_ALIVE_TIMEOUT = 5000;
/** In milliseconds. By default Node checks its timeouts every 30 seconds, and connections would stay open for as long. */
const CHECK_INTERVAL = 250;
/** In milliseconds: a health check waits no longer than two seconds. */
const READY_WITHIN = 1500;

export type ChatServerParts = {
  upgrade: Chat['upgrade'];
  /** Whether this process takes new connections. */
  ready(): Promise<boolean>;
  /** Tells gateways that the process is about to stop; absent: it tells nobody. */
  leaving?: Leaving;
  /** In milliseconds: a client that takes longer for a request holds the connection open on purpose (Slowloris). */
  timeout?: number | undefined;
};

/** The HTTP server of the chat service: WebSockets, and health checks. */
export function createChatServer(parts: ChatServerParts): Server {
  const { upgrade, ready, leaving = new Leaving(), timeout = TIMING.handshake } = parts;
  const server = createServer(
    {
      headersTimeout: timeout,
      requestTimeout: timeout,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT,
      connectionsCheckingInterval: CHECK_INTERVAL,
    },
    leaving.before((request, response) => {
      respond(request, response, ready).catch(() => response.destroy());
    }),
  );
  return server.on('upgrade', upgrade);
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  ready: () => Promise<boolean>,
): Promise<void> {
  const path = request.url?.split('?', 1)[0];
  const reads = request.method === 'GET' || request.method === 'HEAD';
  if (reads && path === '/health/live') send(response, 200, 'live');
  else if (reads && path === '/health/ready') {
    if (await readySoon(ready)) send(response, 200, 'ready');
    else send(response, 503, 'not ready');
  } else send(response, 404, 'not found');
}

/** Readiness needs web's public keys, and a web that hangs never answers. */
async function readySoon(ready: () => Promise<boolean>): Promise<boolean> {
  const answer = ready();
  return (await settlesWithin(answer, READY_WITHIN)) && answer;
}

function send(response: ServerResponse, code: number, status: string): void {
  response.writeHead(code, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify({ status }));
}
