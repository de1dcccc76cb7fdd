import { type ClientFrame, PROTOCOL, type ServerFrame, TOKEN_PROTOCOL_PREFIX } from '@lantern/chat/protocol';

const WELCOME_WITHIN = 10_000;
/** A phone network may take six seconds and live. */
const PONG_WITHIN = 10_000;
const QUIET_AT_MOST = 45_000;
const BROKEN = 1006;

export interface LineEvents {
  frame(frame: ServerFrame): void;
  /** Called once. `opened`: whether the handshake had succeeded. */
  closed(code: number, opened: boolean): void;
}

/**
 * One socket from its handshake to its end. It does not trust `readyState`: a socket can say OPEN long after the
 * machine slept or the network changed, so quiet is answered with a `ping`, and no answer is the end.
 */
export class Line {
  #socket: WebSocket;
  #events: LineEvents;
  #opened = false;
  #over = false;
  #probing = false;
  #deadline: ReturnType<typeof setTimeout>;

  constructor(url: string, token: string, events: LineEvents) {
    this.#events = events;
    this.#socket = new WebSocket(url, [PROTOCOL, TOKEN_PROTOCOL_PREFIX + token]);
    this.#deadline = setTimeout(() => this.#end(BROKEN), WELCOME_WITHIN);
    this.#socket.addEventListener('open', () => {
      this.#opened = true;
      if (this.#over) this.#socket.close();
    });
    this.#socket.addEventListener('message', ({ data }) => this.#receive(data));
    this.#socket.addEventListener('close', ({ code }) => this.#end(code));
  }

  /** @returns whether the socket took it; that it arrives is another matter */
  send(frame: ClientFrame): boolean {
    if (this.#over || this.#socket.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** Asks for a sign of life; without one in a few seconds the line is closed. */
  probe(): void {
    // Asking again would give it more time each time.
    if (this.#over || !this.#opened || this.#probing) return;
    this.#probing = true;
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => this.#end(BROKEN), PONG_WITHIN);
    this.send({ type: 'ping' });
  }

  /** Closes without a word to the listener. */
  drop(): void {
    this.#over = true;
    clearTimeout(this.#deadline);
    // Browsers call it an error to close a socket that is still connecting: that one is closed once it is open.
    if (this.#socket.readyState !== WebSocket.CONNECTING) this.#socket.close();
  }

  #receive(data: unknown): void {
    if (this.#over) return;
    this.#probing = false;
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => this.probe(), QUIET_AT_MOST);
    const frame = parse(data);
    if (frame) this.#events.frame(frame);
  }

  #end(code: number): void {
    if (this.#over) return;
    // A dead socket's own close event may be minutes away: it is not waited for.
    this.drop();
    this.#events.closed(code, this.#opened);
  }
}

/** The server is our own, so a frame's shape is believed; one that is not even JSON is passed over. */
function parse(data: unknown): ServerFrame | undefined {
  try {
    return JSON.parse(String(data));
  } catch {
    return undefined;
  }
}
