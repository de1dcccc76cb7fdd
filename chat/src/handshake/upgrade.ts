import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { JWTVerifyGetKey } from 'jose';
import { type ServerOptions, WebSocketServer } from 'ws';
import { ChatSocket } from '../connection/connection.ts';
import { MAX_FRAME, PATH, PROTOCOL, type RoomTokenClaims } from '../protocol.ts';
import { readCredentials } from './credentials.ts';
import { originAllowed } from './origin.ts';
import { type RefusalCode, refuse } from './refusal.ts';
import { KeysUnavailable, TokenError, verifyRoomToken } from './room-token.ts';

/** A message of 16 KiB needs no more, and each fragment or chunk costs far more memory than the bytes in it. */
const MAX_FRAGMENTS = 256;
const MAX_CHUNKS = 1024;

export type Door = {
  keys: JWTVerifyGetKey;
  allowedOrigins: readonly string[];
  /** In milliseconds: how long a peer may take to answer a close. */
  farewell: number;
  /** A reason to turn a person with a good token away after all. */
  turnAway(claims: RoomTokenClaims): RefusalCode | undefined;
  /** Whether the token is still active; throws KeysUnavailable when that cannot be found out. */
  isActive(claims: RoomTokenClaims, token: string): boolean | Promise<boolean>;
  /** A reason to turn everybody away. */
  closed(): RefusalCode | undefined;
  /** Resolves when the room can be entered; undefined when it can be at once. */
  prepare(claims: RoomTokenClaims): Promise<void> | undefined;
  admit(socket: ChatSocket, stream: Socket, claims: RoomTokenClaims, token: string): void;
  /** Told who was turned away; the headers hold secrets. */
  refused(code: RefusalCode, headers: IncomingHttpHeaders): void;
  /** Told what nobody foresaw; the socket is gone by then. */
  failed(error: unknown): void;
};

/**
 * Decides who gets a WebSocket. Everything is checked before `101 Switching Protocols`; who is turned away gets an
 * ordinary HTTP answer.
 *
 * @returns a listener for an HTTP server's `upgrade` event
 */
export function createUpgrade(door: Door): (request: IncomingMessage, stream: Duplex, head: Buffer) => void {
  const options: ServerOptions & { closeTimeout: number } = {
    noServer: true,
    clientTracking: false,
    // Pings are answered by the connection, within its limits.
    autoPong: false,
    // Frames are shared by all readers and written past `ws`: they cannot be compressed for each.
    perMessageDeflate: false,
    maxPayload: MAX_FRAME,
    maxFragments: MAX_FRAGMENTS,
    maxBufferedChunks: MAX_CHUNKS,
    closeTimeout: door.farewell,
    WebSocket: ChatSocket,
    // The default echoes what was offered first, and that may be the token.
    handleProtocols: (offered) => (offered.has(PROTOCOL) ? PROTOCOL : false),
  };
  const server = new WebSocketServer(options);

  return (request, stream, head) => {
    // Whoever resets the connection while we look at the token must not end the process.
    stream.on('error', hangUp);
    judge(request, door)
      .then((judgement) => {
        if (typeof judgement === 'string') {
          door.refused(judgement, request.headers);
          return refuse(stream, judgement);
        }
        stream.off('error', hangUp);
        // The 101 and the welcome leave together.
        stream.cork();
        server.handleUpgrade(request, stream, head, (socket) => {
          door.admit(socket as ChatSocket, stream as Socket, judgement.claims, judgement.token);
        });
        stream.uncork();
      })
      .catch((error) => {
        stream.destroy();
        door.failed(error);
      });
  };
}

function hangUp(this: Duplex): void {
  this.destroy();
}

type Admitted = { claims: RoomTokenClaims; token: string };

async function judge(request: IncomingMessage, door: Door): Promise<Admitted | RefusalCode> {
  const closed = door.closed();
  if (closed) return closed;
  if (request.url?.split('?', 1)[0] !== PATH) return 'not_found';
  if (!originAllowed(request.headers, door.allowedOrigins)) return 'origin_refused';
  const { token, speaksProtocol } = readCredentials(request.headers);
  if (token === undefined) return 'token_missing';
  if (!speaksProtocol) return 'protocol_unsupported';
  try {
    const claims = await verifyRoomToken(token, door.keys);
    const refused = door.turnAway(claims);
    if (refused) return refused;
    if (!(await door.isActive(claims, token))) return 'token_revoked';
    await door.prepare(claims);
    // Looked at again: time has passed.
    return door.closed() ?? door.turnAway(claims) ?? { claims, token };
  } catch (error) {
    if (error instanceof TokenError) return error.code;
    if (error instanceof KeysUnavailable) return 'keys_unavailable';
    throw error;
  }
}
