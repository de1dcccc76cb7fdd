import type { Socket } from 'node:net';
import { type RawData, WebSocket } from 'ws';
import { PING, textFrame } from './frames.ts';
import {
  CLOSE,
  type ClosingReason,
  type Member,
  type RoomTokenClaims,
  type ServerFrame,
} from './protocol.ts';
import type { Room } from './room.ts';
import { now, type Timing } from './timing.ts';

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
  pinged(connection: Connection): void;
  /** Once, when nothing may be delivered any more; the reason is ours, or absent when the peer left. */
  gone(connection: Connection, reason?: ClosingReason): void;
};

/** The listeners below are shared by all sockets, so each socket has to know its connection. */
export class ChatSocket extends WebSocket {
  connection: Connection | undefined;
}

/** One open socket of one person in one room. */
export class Connection {
  readonly member: Member;
  readonly room: Room;
  /** Its place in the room's list. */
  place = -1;
  /** How many of its commands are under way. */
  commands = 0;
  readonly #socket: ChatSocket;
  /** Frames are written past `ws`, which would build each anew; without compression it never queues, so order holds. */
  readonly #stream: Socket;
  readonly #events: ConnectionEvents;
  #token: string;
  #expiresAt: number;
  #pingAt: number;
  #heardAt: number;
  #gone = false;

  /**
   * @param socket open, without compression
   * @param stream what `socket` runs on
   * @param claims of the token it came with
   * @param token that one
   */
  constructor(
    socket: ChatSocket,
    stream: Socket,
    claims: RoomTokenClaims,
    token: string,
    room: Room,
    events: ConnectionEvents,
    timing: Timing,
  ) {
    this.member = { id: claims.sub, name: claims.name };
    this.room = room;
    this.#socket = socket;
    this.#stream = stream;
    this.#events = events;
    this.#token = token;
    this.#expiresAt = claims.exp * 1000;
    this.#heardAt = now();
    // Spread out, so that sockets that came together are not pinged together for ever.
    this.#pingAt = this.#heardAt + Math.trunc((0.5 + Math.random() / 2) * timing.ping);
    socket.connection = this;
    socket
      .on('message', onMessage)
      .on('ping', onPing)
      .on('pong', onPong)
      .on('close', onEnd)
      .on('error', onEnd);
  }

  get gone(): boolean {
    return this.#gone;
  }

  /** Sends bytes of whole frames; a reader too far behind is cut off instead. */
  write(frames: Buffer): void {
    // After a close frame, whose side it may be, nothing may follow (RFC 6455, section 5.5.1).
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    if (this.#stream.writableLength > MAX_QUEUED) this.close('too_slow');
    else this.#stream.write(frames);
  }

  send(frame: ServerFrame): void {
    this.write(textFrame(frame));
  }

  /** The one that lives longest of those it has shown. */
  get token(): string {
    return this.#token;
  }

  /** Lets the socket live as long as `token`, until `seconds` since 1970, if that is longer. */
  extend(token: string, seconds: number): void {
    if (seconds * 1000 < this.#expiresAt) return;
    this.#token = token;
    this.#expiresAt = seconds * 1000;
  }

  /** Says why, closes, and is out of the room at once, however long the peer takes to answer. */
  close(reason: ClosingReason, retryIn?: number): void {
    if (this.#gone) return;
    this.#leave(reason);
    if (this.#socket.readyState === WebSocket.OPEN) {
      const retry = retryIn === undefined ? {} : { retry_in: retryIn };
      this.#stream.write(textFrame({ type: 'closing', reason, ...retry }));
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

  /** Looks at the deadlines. */
  tick(moment: number, date: number, timing: Timing): void {
    if (this.#expiresAt <= date) this.close('token_expired');
    else if (moment - this.#heardAt >= timing.silence) this.terminate();
    else if (moment >= this.#pingAt) {
      this.#pingAt = moment + timing.ping;
      this.write(PING);
    }
  }

  received(data: RawData, isBinary: boolean): void {
    if (!this.#gone) this.#events.frame(this, data, isBinary);
  }

  pinged(): void {
    if (!this.#gone) this.#events.pinged(this);
  }

  ponged(): void {
    this.#heardAt = now();
  }

  ended(): void {
    this.#leave();
  }

  #leave(reason?: ClosingReason): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#events.gone(this, reason);
  }
}

function onMessage(this: WebSocket, data: RawData, isBinary: boolean): void {
  (this as ChatSocket).connection?.received(data, isBinary);
}

function onPing(this: WebSocket): void {
  (this as ChatSocket).connection?.pinged();
}

function onPong(this: WebSocket): void {
  (this as ChatSocket).connection?.ponged();
}

/** Also for `error`: `ws` closes such a socket itself, with the code that fits (1002, 1007, 1008, 1009). */
function onEnd(this: WebSocket): void {
  (this as ChatSocket).connection?.ended();
}
