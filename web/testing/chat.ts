import { createServer, request } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { after } from 'node:test';
import { buildChat } from '@lantern/chat';
import { CLOSE } from '@lantern/chat/protocol';
import { createLog } from '@lantern/service/log';
import type { TestSite } from './website.ts';

/** A close frame with this code (RFC 6455, 5.5.1). */
const closeFrame = (code: number) => Buffer.from([0x88, 2, code >> 8, code & 255]);
const [TOKEN_EXPIRED, REMOVED] = [closeFrame(CLOSE.tokenExpired), closeFrame(CLOSE.removed)];

export type OpenSocket = {
  /** Resolves when chat closes it because its token is good no more. */
  expired: Promise<void>;
  /** Resolves when chat closes it because its member was put out of the room. */
  removed: Promise<void>;
  /** Resolves when chat answers, so that it is open still. */
  answers(): Promise<void>;
  /** As a closed tab does. */
  leave(): void;
};

/** A chat process beside the website, with everything real. It stops after the last test of the file. */
export async function startChat(site: TestSite) {
  const chat = buildChat({
    keys: site.signingKeys.find,
    cluster: site.parts.cluster,
    introspect: site.introspect,
    log: createLog('chat', 'silent'),
    messagesPerMinute: 100,
    socketsPerPerson: 10,
    allowedOrigins: [],
  });
  const server = createServer().on('upgrade', chat.upgrade).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const sockets: Socket[] = [];
  after(() => {
    for (const socket of sockets) socket.destroy();
    server.closeAllConnections();
    server.close();
  });

  return {
    /** @returns the socket that a room token opens, or the HTTP status that it was refused with */
    enter(token: string): Promise<OpenSocket | number> {
      const asked = request({
        port: (server.address() as AddressInfo).port,
        path: '/ws',
        headers: {
          Authorization: `Bearer ${token}`,
          Connection: 'Upgrade',
          Upgrade: 'websocket',
          'Sec-WebSocket-Version': 13,
          'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
        },
      });
      return new Promise((resolve, reject) => {
        asked.on('error', reject).on('response', (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        });
        asked.on('upgrade', (_response, socket, head) => {
          sockets.push(socket);
          resolve(opened(socket, head));
        });
        asked.end();
      });
    },
  };
}

function opened(socket: Socket, head: Buffer): OpenSocket {
  let heard = head;
  socket.on('error', () => {});
  const hears = (part: Buffer | string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => heard.includes(part) && resolve();
      socket.on('data', (bytes) => {
        heard = Buffer.concat([heard, bytes]);
        look();
      });
      socket.on('close', () => reject(new Error('the socket is gone')));
      look();
    });
  const [expired, removed] = [hears(TOKEN_EXPIRED), hears(REMOVED)];
  for (const heard of [expired, removed]) heard.catch(() => {});
  return {
    expired,
    removed,
    leave: () => socket.destroy(),
    async answers() {
      // {"type":"ping"} in a text frame, masked with zeros.
      socket.write(
        Buffer.concat([Buffer.from([0x81, 0x80 + 15, 0, 0, 0, 0]), Buffer.from('{"type":"ping"}')]),
      );
      await hears('"pong"');
    },
  };
}
