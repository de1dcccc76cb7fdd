import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { REQUEST_ID, REQUEST_ID_HEADER } from '@lantern/service/request-id';
import type { JWTVerifyGetKey } from 'jose';
import { type ServerOptions, WebSocketServer } from 'ws';
import { ChatSocket } from '../connection/socket.ts';
import { MAX_FRAME, PATH, PROTOCOL, type RoomTokenClaims } from '../protocol.ts';
import { readCredentials } from './credentials.ts';
import { originAllowed } from './origin.ts';
import { type RejectionCode, reject } from './rejection.ts';
import { TokenError, verifyRoomToken } from './room-token.ts';
import { TokenUncheckable } from './token-uncheckable.ts';

/** A message of 24 KiB needs no more, and each fragment or chunk takes far more memory than the bytes in it. */
const MAX_FRAGMENTS = 256;
const MAX_CHUNKS = 1024;

export type UpgradeParts = {
  keys: JWTVerifyGetKey;
  /** Names a handshake in logs and answers. */
  requestId(request: IncomingMessage): string;
  allowedOrigins: readonly string[];
  /** In milliseconds: how long a client may take to answer a close. */
  closeTimeout: number;
  /** Why every handshake is rejected now; undefined: it is not. */
  rejectionOfAll(): RejectionCode | undefined;
  /** Why the owner of a valid token is rejected; undefined: they may enter. */
  rejectionOf(claims: RoomTokenClaims): RejectionCode | undefined;
  /** Whether the token is still active; throws TokenUncheckable when that cannot be found out. */
  isActive(claims: RoomTokenClaims, token: string, requestId?: string): boolean | Promise<boolean>;
  /** Resolves when the room can be entered; undefined when it can be at once. */
  prepareRoom(claims: RoomTokenClaims): Promise<void> | undefined;
  onOpen(accepted: Accepted & { socket: ChatSocket; stream: Socket }): void;
  /** The headers hold secrets; `x-request-id` names the handshake. */
  onReject(code: RejectionCode, headers: NamedHeaders): void;
  /** Called with an unexpected error; the socket is destroyed by then. */
  onError(error: unknown, headers: NamedHeaders): void;
};

type Accepted = { claims: RoomTokenClaims; token: string; requestId: string };
type HandshakeResult = { kind: 'rejected'; code: RejectionCode } | ({ kind: 'accepted' } & Accepted);

type NamedHeaders = IncomingHttpHeaders & { [REQUEST_ID_HEADER]: string };

/**
 * Does the WebSocket handshake. Everything is checked before `101 Switching Protocols`; a rejected client gets an ordinary HTTP
 * response.
 *
 * @returns a listener for an HTTP server's `upgrade` event
 */
export function createUpgradeHandler(
  parts: UpgradeParts,
): (request: IncomingMessage, stream: Duplex, head: Buffer) => void {
  const options: ServerOptions & { closeTimeout: number } = {
    noServer: true,
    clientTracking: false,
    // The connection answers pings, within its rate limit.
    autoPong: false,
    // Frames are shared by all readers and written past `ws`: they cannot be compressed for each.
    perMessageDeflate: false,
    maxPayload: MAX_FRAME,
    maxFragments: MAX_FRAGMENTS,
    maxBufferedChunks: MAX_CHUNKS,
    closeTimeout: parts.closeTimeout,
    WebSocket: ChatSocket,
    // By default `ws` echoes the first protocol that the client offers, which may be the token.
    handleProtocols: (offered) => (offered.has(PROTOCOL) ? PROTOCOL : false),
  };
  const server = new WebSocketServer(options);
  server.on('headers', (lines, { headers }) => lines.push(`${REQUEST_ID}: ${headers[REQUEST_ID_HEADER]}`));

  return (request, stream, head) => {
    // A client that resets the connection while its token is checked must not end the process.
    stream.on('error', destroyStream);
    // This replaces any id that the client sent. The following steps read the id from the headers.
    const headers = Object.assign(request.headers, { [REQUEST_ID_HEADER]: parts.requestId(request) });
    checkHandshake(request, parts)
      .then((checked) => {
        const result = checkedAgain(checked, parts);
        if (result.kind === 'rejected') {
          parts.onReject(result.code, headers);
          return reject(stream, result.code, headers[REQUEST_ID_HEADER]);
        }
        const { claims, token, requestId } = result;
        stream.off('error', destroyStream);
        // The 101 and the welcome leave together.
        stream.cork();
        server.handleUpgrade(request, stream, head, (socket) => {
          parts.onOpen({
            claims,
            token,
            requestId,
            socket: socket as ChatSocket,
            stream: stream as Socket,
          });
        });
        stream.uncork();
      })
      .catch((error) => {
        stream.destroy();
        parts.onError(error, headers);
      });
  };
}

function destroyStream(this: Duplex): void {
  this.destroy();
}

async function checkHandshake(request: IncomingMessage, parts: UpgradeParts): Promise<HandshakeResult> {
  const ofAll = parts.rejectionOfAll();
  if (ofAll) return rejected(ofAll);
  if (request.url?.split('?', 1)[0] !== PATH) return rejected('not_found');
  if (!originAllowed(request.headers, parts.allowedOrigins)) return rejected('origin_refused');
  const { token, speaksProtocol } = readCredentials(request.headers);
  if (token === undefined) return rejected('token_missing');
  if (!speaksProtocol) return rejected('protocol_unsupported');
  try {
    const claims = await verifyRoomToken(token, parts.keys);
    const rejection = parts.rejectionOf(claims);
    if (rejection) return rejected(rejection);
    const requestId = String(request.headers[REQUEST_ID_HEADER]);
    if (!(await parts.isActive(claims, token, requestId))) return rejected('token_revoked');
    await parts.prepareRoom(claims);
    return { kind: 'accepted', claims, token, requestId };
  } catch (error) {
    if (error instanceof TokenError) return rejected(error.code);
    if (error instanceof TokenUncheckable) return rejected('keys_unavailable');
    throw error;
  }
}

/**
 * Checks again what may have changed while a handshake waited. Nothing may be awaited from here until its connection is open: handshakes
 * that waited for the same thing go on together, and one person's would all be found below the limit of sockets.
 */
function checkedAgain(result: HandshakeResult, parts: UpgradeParts): HandshakeResult {
  if (result.kind === 'rejected') return result;
  const late = parts.rejectionOfAll() ?? parts.rejectionOf(result.claims);
  return late ? rejected(late) : result;
}

const rejected = (code: RejectionCode): HandshakeResult => ({ kind: 'rejected', code });
