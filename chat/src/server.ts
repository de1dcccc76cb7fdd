import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { inTime } from '@lantern/service/answers';
import type { Chat } from './chat.ts';
import { TIMING } from './timing.ts';

/** In milliseconds. */
const IDLE = 5000;
/** In milliseconds; by itself Node looks every 30 seconds, and then cuts off in one moment whoever came meanwhile. */
const LOOK = 250;
/** In milliseconds: whoever asks waits no longer than two seconds. */
const READY_WITHIN = 1500;

/**
 * The chat service's own HTTP server: WebSockets, and two questions about its health.
 *
 * @param ready whether people should be sent here
 * @param within in milliseconds: whoever takes longer for a request is holding a connection open on purpose
 */
export function createChatServer(
  chat: Chat,
  ready: () => Promise<boolean>,
  within = TIMING.handshake,
): Server {
  const server = createServer(
    {
      headersTimeout: within,
      requestTimeout: within,
      keepAliveTimeout: IDLE,
      connectionsCheckingInterval: LOOK,
    },
    (request, response) => {
      answer(request, response, ready).catch(() => response.destroy());
    },
  );
  return server.on('upgrade', chat.upgrade);
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  ready: () => Promise<boolean>,
): Promise<void> {
  const path = request.url?.split('?', 1)[0];
  const asks = request.method === 'GET' || request.method === 'HEAD';
  if (asks && path === '/health/live') say(response, 200, 'live');
  else if (asks && path === '/health/ready') {
    if (await readySoon(ready)) say(response, 200, 'ready');
    else say(response, 503, 'not ready');
  } else say(response, 404, 'not found');
}

/** Web is asked for its keys, and may take what it is asked and say nothing. */
async function readySoon(ready: () => Promise<boolean>): Promise<boolean> {
  const answer = ready();
  return (await inTime(answer, READY_WITHIN)) && answer;
}

function say(response: ServerResponse, code: number, status: string): void {
  response.writeHead(code, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify({ status }));
}
