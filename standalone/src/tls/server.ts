import { randomBytes } from 'node:crypto';
import type { IncomingMessage, RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type SecureContextOptions, TLSSocket } from 'node:tls';
import { closeServer, HEAD_WITHIN, keepConnections, MAX_HEADERS, serverLimits } from '@lantern/web/server';
import type { Certificate } from './certificate.ts';
import { redirect, redirectUpgrade } from './redirect.ts';

/** As Mozilla's guideline has it for everybody but the oldest ("intermediate", 5.7). */
const CIPHERS = [
  ...['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'],
  ...['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES128-GCM-SHA256'],
  ...['ECDHE-ECDSA-AES256-GCM-SHA384', 'ECDHE-RSA-AES256-GCM-SHA384'],
  ...['ECDHE-ECDSA-CHACHA20-POLY1305', 'ECDHE-RSA-CHACHA20-POLY1305'],
];

const secureContext = ({ cert, key }: Certificate): SecureContextOptions => ({
  cert,
  key,
  minVersion: 'TLSv1.2',
  ciphers: CIPHERS.join(':'),
  honorCipherOrder: false,
});

const DAY_MS = 24 * 60 * 60 * 1000;

/** What a connection that speaks TLS begins with: a record of a handshake (RFC 8446, section 5.1). */
const HANDSHAKE = 0x16;

export type Listeners = {
  request: RequestListener;
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void;
};

export type SecureServer = {
  server: Server;
  /** Has new handshakes show another certificate. Who is connected stays so. */
  show(certificate: Certificate): void;
  /** Stops taking connections and lets running requests finish, for at most 10 seconds. */
  close(): Promise<void>;
};

/**
 * An HTTPS server that sends on whoever speaks plain HTTP to it.
 *
 * @param publicHost host and port of PUBLIC_URL, to which it sends them; absent: the host that they asked for
 * @param within in milliseconds: how long the first byte, the handshake, and a request's head may take, each
 */
export function createSecureServer(
  { request, upgrade }: Listeners,
  certificate: Certificate,
  { publicHost, within = HEAD_WITHIN }: { publicHost: string | undefined; within?: number | undefined },
): SecureServer {
  const options = { ...serverLimits(within), ...secureContext(certificate), handshakeTimeout: within };
  const server = createServer(options, (req, res) => {
    if (isSecure(req)) request(req, res);
    else redirect(req, res, publicHost);
  });
  server.maxHeadersCount = MAX_HEADERS;
  server.on('upgrade', (req, stream, head) => {
    if (isSecure(req)) upgrade(req, stream, head);
    else redirectUpgrade(req, stream, publicHost);
  });

  const beginHandshake = server.listeners('connection');
  server.removeAllListeners('connection');
  keepConnections(server);
  // By peer: a handshake does not say which connection it was made on.
  const unestablished = new Map<string, Socket>();
  server.on('secureConnection', (socket) => unestablished.delete(peerOf(socket)));
  server.on('connection', (socket: Socket) => {
    const peer = peerOf(socket);
    unestablished.set(peer, socket);
    socket.once('close', () => {
      if (unestablished.get(peer) === socket) unestablished.delete(peer);
    });
    onFirstByte(socket, within, (byte) => {
      if (byte === HANDSHAKE) for (const begin of beginHandshake) begin.call(server, socket);
      // What TLS would give to HTTP once it is established. So the same limits hold for it.
      else server.emit('secureConnection', socket);
    });
  });

  // A ticket resumes a session with a key of ours, which would open all that was recorded while it was the same.
  const rotation = setInterval(() => server.setTicketKeys(randomBytes(48)), DAY_MS).unref();
  return {
    server,
    show: (next) => server.setSecureContext(secureContext(next)),
    close() {
      clearInterval(rotation);
      const closed = closeServer(server);
      // Node would wait for their handshakes, then serve them as if nothing were.
      for (const socket of unestablished.values()) socket.destroy();
      return closed;
    },
  };
}

const peerOf = ({ localAddress, remoteAddress, remotePort }: Socket) =>
  `${localAddress} ${remoteAddress} ${remotePort}`;

const isSecure = ({ socket }: IncomingMessage) => socket instanceof TLSSocket;

/** Calls `take` with the first byte and leaves that byte to the next reader. A client that sends none in time is cut off. */
function onFirstByte(socket: Socket, within: number, take: (byte: number | undefined) => void): void {
  const cut = () => socket.destroy();
  socket.on('error', cut);
  socket.setTimeout(within, cut);
  socket.once('readable', () => {
    const bytes: Buffer | null = socket.read();
    socket.setTimeout(0, cut);
    if (bytes === null) return cut();
    socket.off('error', cut);
    socket.unshift(bytes);
    take(bytes[0]);
  });
}
