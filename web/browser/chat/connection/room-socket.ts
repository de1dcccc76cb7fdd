import { type ClientFrame, PROTOCOL, type ServerFrame, TOKEN_PROTOCOL_PREFIX } from '@lantern/chat/protocol';

const WELCOME_TIMEOUT = 10_000;
/** A phone network may take six seconds to answer and be alive. */
const PONG_TIMEOUT = 10_000;
const MAX_IDLE = 45_000;
/** How often the timer of an idle socket is set anew: with each frame of a busy room it would take longer than to read the frame. */
const RENEWAL = 1_000;
/** The code of a connection that ended without a close frame (RFC 6455, section 7.1.5). */
const ABNORMAL_CLOSURE = 1006;

export interface RoomSocketHandlers {
  onFrame(frame: ServerFrame): void;
  /** Called once. `opened`: whether the handshake had succeeded. */
  onClose(code: number, opened: boolean): void;
}

export interface RoomSocketOptions {
  url: string;
  /** The room token. */
  token: string;
  handlers: RoomSocketHandlers;
}

/**
 * One WebSocket, from its handshake to its close. It does not trust `readyState`: a socket can say OPEN long after the
 * machine slept or the network changed. An idle socket is therefore probed with a `ping`, and closed without an answer.
 */
export class RoomSocket {
  #socket: WebSocket;
  #handlers: RoomSocketHandlers;
  #opened = false;
  #closed = false;
  #probing = false;
  #timer: ReturnType<typeof setTimeout>;
  /** When a frame sets the timer anew, by the clock of `performance`. */
  #renewAt = 0;

  constructor({ url, token, handlers }: RoomSocketOptions) {
    this.#handlers = handlers;
    this.#socket = new WebSocket(url, [PROTOCOL, TOKEN_PROTOCOL_PREFIX + token]);
    this.#timer = setTimeout(() => this.#end(ABNORMAL_CLOSURE), WELCOME_TIMEOUT);
    this.#socket.addEventListener('open', () => {
      this.#opened = true;
      if (this.#closed) this.#socket.close();
    });
    this.#socket.addEventListener('message', ({ data }) => this.#receive(data));
    this.#socket.addEventListener('close', ({ code }) => this.#end(code));
  }

  /** @returns whether the socket accepted the frame; it may still be lost */
  send(frame: ClientFrame): boolean {
    if (this.#closed || this.#socket.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** Sends a ping, and closes the socket if nothing arrives within {@link PONG_TIMEOUT}. */
  probe(): void {
    // A second ping would extend the deadline of the first.
    if (this.#closed || !this.#opened || this.#probing) return;
    this.#probing = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#end(ABNORMAL_CLOSURE), PONG_TIMEOUT);
    this.#renewAt = 0;
    this.send({ type: 'ping' });
  }

  /** Closes the socket without calling `onClose`. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    // Browsers report an error when a connecting socket is closed: that one is closed in its `open` event.
    if (this.#socket.readyState !== WebSocket.CONNECTING) this.#socket.close();
  }

  #receive(data: unknown): void {
    if (this.#closed) return;
    this.#probing = false;
    this.#expectMore();
    const frame = parse(data);
    if (frame) this.#handlers.onFrame(frame);
  }

  #expectMore(): void {
    const now = performance.now();
    if (now < this.#renewAt) return;
    this.#renewAt = now + RENEWAL;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.probe(), MAX_IDLE);
  }

  #end(code: number): void {
    if (this.#closed) return;
    // A dead socket's own close event may be minutes away: do not wait for it.
    this.close();
    this.#handlers.onClose(code, this.#opened);
  }
}

/** The server is our own, so a frame's shape is not checked; a frame that is not JSON is ignored. */
function parse(data: unknown): ServerFrame | undefined {
  try {
    return JSON.parse(String(data));
  } catch {
    return undefined;
  }
}
