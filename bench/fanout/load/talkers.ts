import type { Crowd } from './crowd.ts';
import { clientFrame, OPCODE } from './frames.ts';
import { markedText } from './marker.ts';
import type { TalkJob } from './talk.ts';

/** In bytes. */
const TEXT = 100;
/** A turn of Node's loop reads from everybody for whom something came: by then a server would long be waiting for more. */
const AT_ONCE = 8;

/** One who sends. */
export class Talker {
  /** Its room and its number in there. */
  readonly place: number;
  underWay = 0;
  queued = false;
  #sent = 0;
  readonly #crowd: Crowd;
  readonly #job: TalkJob;
  readonly #room: number;
  readonly #sender: number;

  constructor({ crowd, job, place }: { crowd: Crowd; job: TalkJob; place: number }) {
    this.#crowd = crowd;
    this.#job = job;
    this.place = place;
    this.#room = Math.trunc(place / job.senders);
    this.#sender = place % job.senders;
  }

  get mayTalk(): boolean {
    const { messages, window } = this.#job;
    return this.#sent < messages && (window === 0 || this.underWay < window);
  }

  /** Whether the socket took all that was written. */
  get free(): boolean {
    return this.#socket.writableLength === 0;
  }

  say(): void {
    const frames: Buffer[] = [];
    while (frames.length < this.#job.chunk && this.mayTalk) {
      frames.push(this.#frame());
      this.#sent += 1;
      this.underWay += 1;
    }
    this.#socket.write(frames.length === 1 && frames[0] ? frames[0] : Buffer.concat(frames));
  }

  get #socket() {
    const { connections, job } = this.#crowd;
    const connection = connections[this.#sender * job.rooms + this.#room];
    if (!connection) throw new Error('a room has fewer members than senders');
    return connection.socket;
  }

  #frame(): Buffer {
    const [before, after] = this.#crowd.job.envelope;
    const marker = {
      phase: this.#crowd.phase,
      at: performance.now() * 1000,
      room: this.#room,
      sender: this.#sender,
      order: this.#sent,
    };
    return clientFrame(OPCODE.text, Buffer.from(`${before}${markedText(marker, TEXT)}${after}`));
  }
}

/** Those who may say something: each says a few things (or chunks), then what came meanwhile is read. */
export class Queue {
  #waiting: Talker[] = [];
  #scheduled = false;
  readonly #all: Talker[];

  constructor(talkers: Talker[]) {
    this.#all = talkers;
  }

  start(): void {
    for (const talker of this.#all) this.add(talker);
  }

  add(talker: Talker): void {
    if (talker.queued || !talker.mayTalk) return;
    talker.queued = true;
    this.#waiting.push(talker);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.#turn());
  }

  #turn(): void {
    this.#scheduled = false;
    const turn = this.#waiting;
    this.#waiting = [];
    for (const talker of turn) {
      talker.queued = false;
      for (let said = 0; said < AT_ONCE && talker.free && talker.mayTalk; said += 1) talker.say();
      this.add(talker);
    }
  }
}

/** The numbers below `count`, always in the same order: one in which rooms take turns. */
export function shuffled(count: number): number[] {
  const places = Array.from({ length: count }, (_, place) => place);
  let random = 12345;
  for (let i = count - 1; i > 0; i -= 1) {
    random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
    const j = (random >>> 8) % (i + 1);
    [places[i], places[j]] = [places[j] ?? 0, places[i] ?? 0];
  }
  return places;
}
