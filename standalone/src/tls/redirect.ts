import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** Sends on what came over plain HTTP, with its method and body. @param publicHost see `secureAddress` */
export function redirect(request: IncomingMessage, response: ServerResponse, publicHost?: string): void {
  const { status, headers } = answerTo(request, publicHost);
  response.writeHead(status, headers).end();
}

/** The same for who asks for a WebSocket. */
export function redirectUpgrade(request: IncomingMessage, socket: Duplex, publicHost?: string): void {
  const { status, headers } = answerTo(request, publicHost);
  const lines = Object.entries(headers).map(([name, text]) => `${name}: ${text}\r\n`);
  socket.on('error', () => socket.destroy());
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n`, 'latin1');
}

function answerTo(request: IncomingMessage, publicHost: string | undefined) {
  const location = secureAddress(request, publicHost);
  // Browsers would keep a 308 for ever, also when another program has this port.
  const headers = { 'Cache-Control': 'no-store', 'Content-Length': '0', Connection: 'close' };
  if (location === undefined) return { status: 400, headers };
  return { status: 308, headers: { Location: location, ...headers } };
}

/**
 * @param publicHost of PUBLIC_URL, whatever the client calls the host; absent: the one that it asked for
 * @returns where the same is over HTTPS; undefined when the client names no host that could be one
 */
function secureAddress({ headers, url = '/' }: IncomingMessage, publicHost: string | undefined) {
  const host = publicHost ?? headers.host;
  if (host === undefined || !/^[\w.:[\]-]+$/.test(host)) return undefined;
  // A client that takes this for its proxy names a whole address, and its host is not ours.
  const { pathname = '/', search = '' } = (!url.startsWith('/') && URL.parse(url)) || {};
  const asked = url.startsWith('/') ? url : pathname + search;
  return `https://${host}${asked}`;
}
