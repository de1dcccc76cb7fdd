import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';

export type Answer = { status: number; headers: IncomingHttpHeaders; body: string };

/** Sends an upgrade request as a program would, and closes the connection after any answer. */
export function requestUpgrade(port: number, headers: OutgoingHttpHeaders, path = '/ws'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const upgrade = request({
      host: '127.0.0.1',
      port,
      path,
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': 13,
        'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
        ...headers,
      },
    });
    upgrade.on('upgrade', ({ headers: received }, socket) => {
      socket.destroy();
      resolve({ status: 101, headers: received, body: '' });
    });
    upgrade.on('response', (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text) => {
        body += text;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    });
    upgrade.on('error', reject);
    upgrade.end();
  });
}

/** The `code` of the problem document that came instead of a socket. */
export function problemCode({ body }: Answer): string {
  return JSON.parse(body).code;
}

/** Writes the same request as text, for tests that write bytes to a TCP connection. */
export const upgradeRequestText = (token: string): string =>
  `GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n` +
  `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer ${token}\r\n\r\n`;
