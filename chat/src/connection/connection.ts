import type { Socket } from 'node:net';
import { type RawData, WebSocket } from 'ws';
import {
  CLOSE,
  type ClosingReason,
  issuedAt,
  type Member,
  type RoomTokenClaims,
  type ServerFrame,
} from '../protocol.ts';
import type { Room } from '../room/room.ts';
import { now, type Timing } from '../timing.ts';
import { descriptorOf, writeDirectly } from './direct-write.ts';
import { PING, textFrame } from './frame-encoder.ts';
import { NOWHERE, type Passenger } from './timer-wheel.ts';

/** In bytes: a reader that is further behind than this is cut off. */
export const MAX_QUEUED = 1024 * 1024;

const CODES: Record<ClosingReason, number> = {
  restart: CLOSE.restart,
  room_deleted: CLOSE.roomDeleted,
  removed: CLOSE.removed,
  token_expired: CLOSE.tokenExpired,
  too_slow: CLOSE.tooSlow,
  flooding: CLOSE.flooding,
};

/** What a connection tells the service it belongs to. */
export type ConnectionEvents = {
  frame(connection: Connection, data: RawData, isBinary: boolean): void;
  pinged(connection: Connection, data: Buffer): void;
  /** Once, when nothing may be delivered any more; the reason is ours, or absent when the peer left. */
  gone(connection: Connection, reason?: ClosingReason): void;
  /** Something that happened to it could not be dealt with. */
  failed(connection: Connection, error: unknown): void;
};

/** Tells its connection what happens without a table of listeners, which would be 300 bytes for each socket. */
export class ChatSocket extends WebSocket {
  connection: Connection | undefined;

  override emit(event: string | symbol, ...args: unknown[]): boolean {
    const { connection } = this;
    if (!connection) return super.emit(event, ...args);
    try {
      return this.#tell(connection, event, args);
    } catch (error) {
      // Thrown on, it would come out of the socket's own events, where nobody catches it, and end the process for everybody.
      connection.failed(error);
      return true;
    }
  }

  #tell(connection: Connection, event: string | symbol, args: unknown[]): boolean {
    if (event === 'message') connection.received(args[0] as RawData, args[1] as boolean);
    else if (event === 'ping') connection.pinged(args[0] as Buffer);
    else if (event === 'pong') connection.ponged();
    // `ws` closes a socket with an error itself, with the code that fits (1002, 1007, 1008, 1009).
    else if (event === 'error') connection.ended();
    else {
      if (event === 'close') connection.ended();
      return super.emit(event, ...args);
    }
    return true;
  }

  /** Has one frame read in a turn of the loop from now on, where `ws` would go through all that came at once. */
  slowDown(): void {
    // An option of the server's, which `ws` looks at anew for each frame, but has no public way to change.
    const { _receiver: receiver } = this as this & { _receiver?: { _allowSynchronousEvents?: boolean } };
    if (receiver) receiver._allowSynchronousEvents = false;
  }
}

/** One open socket of one person in one room. */
export class Connection implements Passenger {
  member: Member;
  /** When the token said so, in seconds since 1970. */
  readonly namedAt: number;
  readonly room: Room;
  /** Its place in the room's list. */
  place = -1;
  slot = NOWHERE;
  seat = NOWHERE;
  /** Whether it was told of everybody who is in the room: of a crowd, some are only counted. */
  listsAll = false;
  /** How many of its commands are under way. */
  commands = 0;
  readonly #socket: ChatSocket;
  /** Frames are written past `ws`, which would build each anew; without compression it never queues, so order holds. */
  readonly #stream: Socket;
  readonly #descriptor: number;
  readonly #events: ConnectionEvents;
  #token: string | undefined;
  /** The sign-in that it ends with. */
  #signInId: string | undefined;
  /** In seconds: V8 keeps that without a heap object. */
  #expiresAt: number;
  #pingAt: number;
  #heardAt: number;
  #gone = false;

  /**
   * @param socket open, without compression
   * @param stream what `socket` runs on
   * @param claims of the token it came with
   * @param token that one, if it is needed any more
   */
  constructor(
    socket: ChatSocket,
    stream: Socket,
    claims: RoomTokenClaims,
    token: string | undefined,
    room: Room,
    events: ConnectionEvents,
    timing: Timing,
  ) {
    const { sub: id, name, login } = claims;
    this.member = { id, name, ...(login === undefined ? {} : { login }) };
    this.namedAt = issuedAt(claims);
    this.room = room;
    this.#signInId = claims.sid;
    this.#socket = socket;
    this.#stream = stream;
    this.#descriptor = descriptorOf(stream);
    this.#events = events;
    this.#token = token;
    this.#expiresAt = claims.exp;
    this.#heardAt = now();
    // Spread out, so that sockets that came together are not pinged together for ever.
    this.#pingAt = this.#heardAt + Math.trunc((0.5 + Math.random() / 2) * timing.ping);
    socket.connection = this;
  }

  get gone(): boolean {
    return this.#gone;
  }

  /** Sends bytes of whole frames; a reader too far behind is cut off instead. */
  write(frames: Buffer): void {
    // After a close frame, whose side it may be, nothing may follow (RFC 6455, section 5.5.1).
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    if (this.#stream.writableLength > MAX_QUEUED) this.close('too_slow');
    else writeDirectly(this.#stream, this.#descriptor, frames);
  }

  send(frame: ServerFrame): void {
    this.write(textFrame(frame));
  }

  /** The one that lives longest of those it has shown; undefined where nobody asks for it. */
  get token(): string | undefined {
    return this.#token;
  }

  get signInId(): string | undefined {
    return this.#signInId;
  }

  /** Lets the socket live as long as `token`, and with its sign-in, if that is longer. */
  extend(token: string, { exp, sid }: RoomTokenClaims): void {
    if (exp < this.#expiresAt) return;
    if (this.#token !== undefined) this.#token = token;
    this.#expiresAt = exp;
    this.#signInId = sid;
  }

  /** Says why, closes, and is out of the room at once, however long the peer takes to answer. */
  close(reason: ClosingReason, retryIn?: number): void {
    if (this.#gone) return;
    this.#leave(reason);
    if (this.#socket.readyState === WebSocket.OPEN) {
      const retry = retryIn === undefined ? {} : { retry_in: retryIn };
      this.#stream.write(textFrame({ type: 'closing', reason, at: Date.now(), ...retry }));
    }
    this.#socket.close(CODES[reason]);
  }

  /** Resolves when the socket is closed, however that came about. */
  whenClosed(): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return Promise.resolve();
    return new Promise((resolve) => this.#socket.once('close', () => resolve()));
  }

  terminate(): void {
    this.#leave();
    this.#socket.terminate();
  }

  /** Does what is due; a connection that is still open afterwards has its next deadline at `dueAt`. */
  tick(moment: number, date: number, timing: Timing): void {
    if (this.#expiresAt * 1000 <= date) this.close('token_expired');
    else if (moment - this.#heardAt >= timing.silence) this.terminate();
    else if (moment >= this.#pingAt) {
      this.#pingAt = moment + timing.ping;
      this.write(PING);
    }
  }

  /** The moment of its next deadline. */
  dueAt(moment: number, date: number, timing: Timing): number {
    return Math.min(
      this.#pingAt,
      this.#heardAt + timing.silence,
      moment + Math.max(0, this.#expiresAt * 1000 - date),
    );
  }

  received(data: RawData, isBinary: boolean): void {
    if (!this.#gone) this.#events.frame(this, data, isBinary);
  }

  pinged(data: Buffer): void {
    if (!this.#gone) this.#events.pinged(this, data);
  }

  /** Takes less from a peer who sends too much, so that nobody else waits for it. */
  slowDown(): void {
    this.#socket.slowDown();
  }

  pong(data: Buffer): void {
    this.#socket.pong(data);
  }

  ponged(): void {
    this.#heardAt = now();
  }

  ended(): void {
    this.#leave();
  }

  /** What went wrong with one socket ends that one. */
  failed(error: unknown): void {
    this.#events.failed(this, error);
    this.terminate();
  }

  #leave(reason?: ClosingReason): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#events.gone(this, reason);
  }
}
