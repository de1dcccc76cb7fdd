import { once } from 'node:events';
import { PROTOCOL, type ServerFrame, TOKEN_PROTOCOL_PREFIX } from '@lantern/chat/protocol';
import { WebSocket } from 'ws';
import { Program } from '../web/testing/people/program.ts';

const EVERY_MS = 100;

/** A program with an account that says something in a room, steadily, and keeps what it hears. */
export class Talker {
  readonly heard: string[] = [];
  readonly name: string;
  said = 0;
  /** What it says the nth time. */
  words = (n: number) => `${this.name} ${n}`;
  #socket: WebSocket | undefined;
  #clock: NodeJS.Timeout | undefined;

  constructor(name: string) {
    this.name = name;
  }

  /**
   * @param account its e-mail, which is new
   * @param room address of the room's page
   * @param hint what room is named to the gateway
   */
  async enter(account: string, room: string, hint: string): Promise<void> {
    const { origin, pathname } = new URL(room);
    const program = new Program(origin);
    const credentials = { email: account, password: 'Quiet evening, 7 lamps' };
    await program.post('/auth/register', { ...credentials, first_name: this.name });
    await program.signInAs(credentials);
    const { body } = await program.post(`/rooms/${pathname.split('/').at(-1)}/token`);
    const socket = new WebSocket(body.url.replace(/(?<=room=).*/, hint), [
      PROTOCOL,
      TOKEN_PROTOCOL_PREFIX + body.token,
    ]);
    socket.on('message', (data) => {
      const frame: ServerFrame = JSON.parse(String(data));
      if (frame.type === 'message') this.heard.push(frame.text);
    });
    await once(socket, 'open');
    this.#socket = socket;
  }

  start(): void {
    this.#clock = setInterval(() => this.speak(), EVERY_MS);
  }

  /** Says so many things at once. */
  speak(times = 1): void {
    for (let time = 0; time < times; time++) {
      const text = this.words(++this.said);
      this.#socket?.send(JSON.stringify({ type: 'message', text, ref: text }));
    }
  }

  /** Says nothing more, and still listens. */
  pause(): void {
    clearInterval(this.#clock);
  }

  leave(): void {
    this.pause();
    this.#socket?.close();
  }
}
