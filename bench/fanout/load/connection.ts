import { connect, type Socket } from 'node:net';
import { connect as connectOverTls } from 'node:tls';
import { clientFrame, OPCODE, takeFrames } from './frames.ts';

const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';
const ACCEPT = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=';
const END_OF_HEAD = '\r\n\r\n';
const NOT_OPENED_WITHIN = 30_000;
/** Every socket reads into the same memory: what came is dealt with before the next one reads. */
const READ_INTO = Buffer.allocUnsafeSlow(1 << 20);

export type Events = {
  /** A text or binary frame; its payload lies between `start` and `end` of `data`, and only during the call. */
  frame(data: Buffer, start: number, end: number): void;
  /** Once: the code that the server gave, the status it refused with, or the error. */
  closed(why: string): void;
};

export type Place = {
  port: number;
  /** For servers that take the room from there; the chat service takes it from the token. */
  room: number;
  token: string | undefined;
  /** So that many connections do not run out of ports. */
  localAddress: string;
  /** Whether the server speaks TLS; any certificate will do. */
  tls?: boolean | undefined;
};

/** A WebSocket client that does as little as possible, so that the load is not what is measured. */
export class Connection {
  readonly socket: Socket;
  /** Whether pings of the server are answered. */
  answersPings = true;
  readonly #events: Events;
  #opened: (() => void) | undefined;
  #why: string | undefined;
  #rest: Buffer | undefined;

  private constructor({ port, room, token, localAddress, tls }: Place, events: Events, opened: () => void) {
    this.#events = events;
    this.#opened = opened;
    const onread = { buffer: READ_INTO, callback: (size: number) => this.#read(READ_INTO.subarray(0, size)) };
    const to = { port, host: '127.0.0.1', localAddress, noDelay: true, onread };
    this.socket = tls ? connectOverTls({ ...to, rejectUnauthorized: false }) : connect(to);
    this.socket.once(tls ? 'secureConnect' : 'connect', () => {
      const protocols = token ? `Sec-WebSocket-Protocol: lantern.v1, jwt.${token}\r\n` : '';
      this.socket.write(
        `GET /ws?room=${room} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: http${tls ? 's' : ''}://127.0.0.1:${port}\r\n` +
          `Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n` +
          `Sec-WebSocket-Key: ${KEY}\r\n${protocols}\r\n`,
      );
    });
    this.socket.once('error', ({ code }: NodeJS.ErrnoException) => {
      this.#why ??= code ?? 'error';
    });
    this.socket.once('close', () => events.closed(this.#why ?? 'hung up'));
  }

  /** @throws saying why, when the server did not want it */
  static open(place: Place, events: Events): Promise<Connection> {
    return new Promise((resolve, reject) => {
      let open = false;
      const connection = new Connection(
        place,
        {
          frame: events.frame,
          closed: (why) => (open ? events.closed(why) : reject(new Error(why))),
        },
        () => {
          open = true;
          connection.socket.setTimeout(0);
          resolve(connection);
        },
      );
      connection.socket.setTimeout(NOT_OPENED_WITHIN, () => connection.end('not answered'));
    });
  }

  /** Has the socket gone without a farewell. */
  end(why: string): void {
    this.#why ??= why;
    this.socket.destroy();
  }

  #read(chunk: Buffer): boolean {
    const data = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk;
    this.#rest = undefined;
    if (this.#opened) this.#readHead(data, this.#opened);
    else this.#rest = takeFrames(data, 0, this.#onFrame);
    return true;
  }

  #readHead(data: Buffer, opened: () => void): void {
    const end = data.indexOf(END_OF_HEAD);
    if (end < 0) {
      this.#rest = Buffer.from(data);
      return;
    }
    const head = data.toString('latin1', 0, end);
    const [, status] = /^HTTP\/1\.1 (\d+)/.exec(head) ?? [];
    if (status === '101' && head.includes(ACCEPT)) {
      this.#opened = undefined;
      opened();
      this.#rest = takeFrames(data, end + END_OF_HEAD.length, this.#onFrame);
    } else this.end(`HTTP ${status}`);
  }

  // biome-ignore lint/complexity/useMaxParams: it runs for every frame, and an object for each would be measured too.
  #onFrame = (opcode: number, data: Buffer, start: number, end: number): void => {
    if (opcode === OPCODE.text || opcode === OPCODE.binary) this.#events.frame(data, start, end);
    else if (opcode === OPCODE.close) this.end(end - start < 2 ? '1005' : `${data.readUInt16BE(start)}`);
    else if (opcode === OPCODE.ping && this.answersPings)
      this.socket.write(clientFrame(OPCODE.pong, data.subarray(start, end)));
  };
}
