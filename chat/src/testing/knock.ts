import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';

export type Answer = { status: number; headers: IncomingHttpHeaders; body: string };

/** Asks for an upgrade as a program would, and hangs up whatever the answer is. */
export function knock(port: number, headers: OutgoingHttpHeaders, path = '/ws'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({
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
    asked.on('upgrade', ({ headers: answered }, socket) => {
      socket.destroy();
      resolve({ status: 101, headers: answered, body: '' });
    });
    asked.on('response', (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text) => {
        body += text;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    });
    asked.on('error', reject);
    asked.end();
  });
}

/** The `code` of the problem document that came instead of a socket. */
export function problemCode({ body }: Answer): string {
  return JSON.parse(body).code;
}
