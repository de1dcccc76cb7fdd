import type { Socket } from 'node:net';
import { type RawData, WebSocket } from 'ws';
import type { CloseCause } from '../metrics.ts';
import { issuedAt } from '../protocol/token-times.ts';
import {
  CLOSE,
  type ClosingReason,
  type Member,
  type RoomTokenClaims,
  type ServerFrame,
} from '../protocol.ts';
import type { Room } from '../room/room.ts';
import type { RoomConnection } from '../room/room-connection.ts';
import { now, type Timing } from '../timing.ts';
import { descriptorOf, writeDirectly } from './direct-write.ts';
import { PING, textFrame } from './frame-encoder.ts';
import { isSlowReader } from './slow-reader.ts';
import type { ChatSocket, SocketListener } from './socket.ts';
import { NO_SLOT, type TimerEntry } from './timer-wheel.ts';

const CODES: Record<ClosingReason, number> = {
  restart: CLOSE.restart,
  room_deleted: CLOSE.roomDeleted,
  removed: CLOSE.removed,
  token_expired: CLOSE.tokenExpired,
  too_slow: CLOSE.tooSlow,
  flooding: CLOSE.flooding,
};

export type ConnectionHandlers = {
  handleFrame(connection: Connection, data: RawData, isBinary: boolean): void;
  handlePing(connection: Connection, data: Buffer): void;
  /** Called once, when nothing more may be delivered. */
  handleClose(connection: Connection, cause: CloseCause): void;
  /** Another handler threw. */
  handleError(connection: Connection, error: unknown): void;
};

export type ConnectionParts = {
  /** Open, without compression. */
  socket: ChatSocket;
  /** The TCP connection of `socket`. */
  stream: Socket;
  /** The claims of the token that the client showed. */
  claims: RoomTokenClaims;
  /** That token, if it is needed any more. */
  token: string | undefined;
  room: Room;
  /** The id of its handshake. */
  requestId: string;
  handlers: ConnectionHandlers;
  timing: Timing;
};

/** One open socket of one member in one room. */
export class Connection implements TimerEntry, RoomConnection, SocketListener {
  member: Member;
  readonly namedAt: number;
  readonly mutedUntil: number;
  readonly room: Room;
  readonly requestId: string;
  indexInRoom = -1;
  slot = NO_SLOT;
  index = NO_SLOT;
  listsAll = false;
  /** How many of its commands are under way. */
  commands = 0;
  readonly #socket: ChatSocket;
  /** Frames are written past `ws`, which would build each anew; without compression it never queues, so the order holds. */
  readonly #stream: Socket;
  readonly #descriptor: number;
  readonly #handlers: ConnectionHandlers;
  #token: string | undefined;
  /** The sign-in whose revocation closes the connection. */
  #signInId: string | undefined;
  /** In seconds: V8 keeps such an integer without a heap object. */
  #expiresAt: number;
  #pingAt: number;
  #lastPong: number;
  #isClosed = false;

  constructor({ socket, stream, claims, token, room, requestId, handlers, timing }: ConnectionParts) {
    const { sub: id, name, login, role } = claims;
    this.member = {
      id,
      name,
      ...(login === undefined ? {} : { login }),
      ...(role === undefined ? {} : { role }),
    };
    this.namedAt = issuedAt(claims);
    this.mutedUntil = claims.muted_until ?? 0;
    this.room = room;
    this.requestId = requestId;
    this.#signInId = claims.sid;
    this.#socket = socket;
    this.#stream = stream;
    this.#descriptor = descriptorOf(stream);
    this.#handlers = handlers;
    this.#token = token;
    this.#expiresAt = claims.exp;
    this.#lastPong = now();
    // A random part keeps sockets that opened together from being pinged together for ever.
    this.#pingAt = this.#lastPong + Math.trunc((0.5 + Math.random() / 2) * timing.ping);
    socket.listener = this;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /**
   * Sends the bytes of whole frames; disconnects a slow reader instead. `WebSocket.send` would do the same, with one call per
   * frame.
   */
  write(frames: Buffer): void {
    // No frame may follow a close frame, whichever side sent that (RFC 6455, section 5.5.1).
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    if (isSlowReader(this.#stream)) this.close('too_slow');
    else writeDirectly(this.#stream, this.#descriptor, frames);
  }

  send(frame: ServerFrame): void {
    this.write(textFrame(frame));
  }

  /** The token that expires last among those that the client has shown; undefined if it is not needed. */
  get token(): string | undefined {
    return this.#token;
  }

  get signInId(): string | undefined {
    return this.#signInId;
  }

  /** Takes over the expiry and the sign-in of `token`, unless it expires sooner. */
  renew(token: string, { exp, sid }: RoomTokenClaims): void {
    if (exp < this.#expiresAt) return;
    if (this.#token !== undefined) this.#token = token;
    this.#expiresAt = exp;
    this.#signInId = sid;
  }

  /** Tells the client that this process will stop, and when to connect anew; the connection stays open. */
  announceRestart(retryIn: number): void {
    this.send({ type: 'closing', reason: 'restart', at: Date.now(), retry_in: retryIn });
  }

  /** Sends the reason, closes, and leaves the room at once, however long the client takes to answer. */
  close(reason: ClosingReason, retryIn?: number): void {
    if (this.#isClosed) return;
    this.#leave(reason);
    this.#sendClose(reason, retryIn);
  }

  /**
   * Closes because the token was revoked. The client gets `token_expired`, since it does the same then: it asks for a new token.
   */
  closeRevoked(): void {
    if (this.#isClosed) return;
    this.#leave('revoked');
    this.#sendClose('token_expired');
  }

  /** Resolves when the socket is closed, by whichever side. */
  whenClosed(): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return Promise.resolve();
    return new Promise((resolve) => this.#socket.once('close', () => resolve()));
  }

  terminate(cause: CloseCause = 'failed'): void {
    this.#leave(cause);
    this.#socket.terminate();
  }

  /** Closes, terminates or pings if that is due. A connection that stays open has its next deadline at `nextDeadline`. */
  checkDeadlines(moment: number, date: number, timing: Timing): void {
    if (this.#expiresAt * 1000 <= date) this.close('token_expired');
    else if (moment - this.#lastPong >= timing.pongTimeout) this.terminate('no_pong');
    else if (moment >= this.#pingAt) {
      this.#pingAt = moment + timing.ping;
      this.write(PING);
    }
  }

  nextDeadline(moment: number, date: number, timing: Timing): number {
    return Math.min(
      this.#pingAt,
      this.#lastPong + timing.pongTimeout,
      moment + Math.max(0, this.#expiresAt * 1000 - date),
    );
  }

  /** Reads less from a client that sends too much, so that other clients do not wait for it. */
  throttle(): void {
    this.#socket.throttle();
  }

  pong(data: Buffer): void {
    this.#socket.pong(data);
  }

  handleFrame(data: RawData, isBinary: boolean): void {
    if (!this.#isClosed) this.#handlers.handleFrame(this, data, isBinary);
  }

  handlePing(data: Buffer): void {
    if (!this.#isClosed) this.#handlers.handlePing(this, data);
  }

  handlePong(): void {
    this.#lastPong = now();
  }

  handleClose(): void {
    this.#leave('left');
  }

  handleProtocolError(): void {
    this.#leave('protocol_error');
  }

  /** An error of one connection closes that one only. */
  handleError(error: unknown): void {
    this.#handlers.handleError(this, error);
    this.terminate();
  }

  #sendClose(reason: ClosingReason, retryIn?: number): void {
    if (this.#socket.readyState === WebSocket.OPEN) {
      const retry = retryIn === undefined ? {} : { retry_in: retryIn };
      this.#stream.write(textFrame({ type: 'closing', reason, at: Date.now(), ...retry }));
    }
    this.#socket.close(CODES[reason]);
  }

  #leave(cause: CloseCause): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#handlers.handleClose(this, cause);
  }
}
