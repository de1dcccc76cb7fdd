import { type ClientOptions, WebSocket } from 'ws';
import { type ClientFrame, type Frame, PROTOCOL, type ServerFrame, serverFrame } from '../protocol.ts';

const PATIENCE = 10_000;

/** One person's open socket, as a page would have it. */
export class Client {
  readonly socket: WebSocket;
  /** All frames that came, in order. */
  readonly frames: ServerFrame[] = [];
  readonly closed: Promise<number>;
  readonly #taken = new Set<ServerFrame>();
  #waiting: (() => void)[] = [];

  /** @param port of a chat service on this machine */
  constructor(port: number, token: string, options: ClientOptions = {}) {
    this.socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, [PROTOCOL, `jwt.${token}`], options);
    this.socket.on('message', (data) => {
      this.frames.push(serverFrame.parse(JSON.parse(String(data))));
      this.#wake();
    });
    this.socket.on('error', () => {});
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code) => {
        resolve(code);
        this.#wake();
      });
    });
  }

  /** The first frame of this type that was not asked for before; waits until it comes. */
  async next<Type extends ServerFrame['type']>(type: Type): Promise<Frame<Type>> {
    const deadline = Date.now() + PATIENCE;
    while (true) {
      const frame = this.frames.find((one): one is Frame<Type> => one.type === type && !this.#taken.has(one));
      if (frame) {
        this.#taken.add(frame);
        return frame;
      }
      if (this.socket.readyState === WebSocket.CLOSED || Date.now() > deadline) {
        throw new Error(`no ${type}; came: ${this.frames.map((one) => one.type).join(', ')}`);
      }
      await this.#news(deadline - Date.now());
    }
  }

  send(frame: ClientFrame): void {
    this.socket.send(JSON.stringify(frame));
  }

  say(text: string, ref: string = text.slice(0, 60)): void {
    this.send({ type: 'message', text, ref });
  }

  /** Resolves when everything sent so far was dealt with. */
  async settled(): Promise<void> {
    this.send({ type: 'ping' });
    await this.next('pong');
  }

  texts(): string[] {
    return this.frames.filter((frame) => frame.type === 'message').map(({ text }) => text);
  }

  /** Closes as a page that is left, and waits until it is closed. */
  async leave(): Promise<void> {
    this.socket.close();
    await this.closed;
  }

  #news(patience: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, patience);
      this.#waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
