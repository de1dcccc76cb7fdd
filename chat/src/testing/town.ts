import assert from 'node:assert/strict';
import type { Member } from '../protocol.ts';
import { now } from '../timing.ts';
import type { Client } from './client.ts';
import { createIssuer, type Issuer } from './issuer.ts';
import { anna, boris, clara, garden, kitchen } from './people.ts';
import { openProcess, shown, until } from './processes.ts';
import { type Relay, startRelay } from './relay.ts';
import type { Stage } from './stage.ts';

const HEARTBEAT = { interval: 100, timeout: 1000 };
const PEOPLE = [anna, boris, clara];
const ROOMS = [kitchen, garden];

type Process = { stage: Stage; relay: Relay };
type Newcomer = { process: number; room: number; who: number };
type Seat = { client: Client; process: number; room: number; person: Member; heardFrom: number | undefined };
/** `parted`: the process that was taken for gone while it was said. */
type Said = {
  number: number;
  room: number;
  seat: Seat;
  text: string;
  at: number;
  parted: number | undefined;
};

/**
 * Two rooms over three processes, each with a link of its own to Redis, and the simple model of them: who sits where, and
 * what was said in which order.
 */
export class Town {
  readonly #url: string;
  readonly #issuer: Issuer;
  readonly #processes: Process[] = [];
  readonly #seats: Seat[] = [];
  readonly #said: Said[] = [];
  #arrivals: Promise<void>[] = [];
  #parted: number | undefined;

  private constructor(url: string, issuer: Issuer) {
    this.#url = url;
    this.#issuer = issuer;
  }

  /** @param url of Redis */
  static async open(url: string): Promise<Town> {
    const town = new Town(url, await createIssuer());
    town.#processes.push(...(await Promise.all([town.#start(), town.#start(), town.#start()])));
    return town;
  }

  /** @param waits until the newcomer is welcome; otherwise that happens while others talk, come and go */
  async enter(newcomer: Newcomer, waits: boolean): Promise<void> {
    const arrival = this.#seat(newcomer);
    this.#arrivals.push(arrival);
    if (waits) await arrival;
  }

  say(whose: number, count: number): void {
    const seat = this.#seatOf(whose);
    if (!seat) return;
    for (const listener of this.#seats) this.#isHearing(listener);
    for (let i = 0; i < count; i += 1) {
      const number = this.#said.length;
      const text = `text ${number}`;
      this.#said.push({ number, room: seat.room, seat, text, at: Date.now(), parted: this.#parted });
      seat.client.say(text);
    }
  }

  async leave(whose: number): Promise<void> {
    const seat = this.#seatOf(whose);
    if (!seat) return;
    this.#seats.splice(this.#seats.indexOf(seat), 1);
    await seat.client.leave();
  }

  /** Ends a process without a word; another one takes its place. */
  async kill(process: number): Promise<void> {
    await this.settled();
    const killed = this.#processes[process] as Process;
    killed.relay[Symbol.dispose]();
    await killed.stage.cluster.close();
    for (const gone of this.#seats.filter((seat) => seat.process === process)) {
      this.#seats.splice(this.#seats.indexOf(gone), 1);
      gone.client.socket.terminate();
    }
    this.#processes[process] = await this.#start();
    await killed.stage[Symbol.asyncDispose]();
  }

  /** Nothing passes between a process and Redis for a moment. */
  stall(process: number, milliseconds: number): void {
    this.#processes[process]?.relay.hold(milliseconds);
  }

  /** The same for so long that the process and the others take each other for gone; they talk on meanwhile. */
  async cutOff({ process, seat, count }: { process: number; seat: number; count: number }): Promise<void> {
    await this.settled();
    const { relay } = this.#processes[process] as Process;
    this.#parted = process;
    relay.hold();
    const start = now();
    this.say(seat, count);
    await until(() => now() - start > HEARTBEAT.timeout + 2 * HEARTBEAT.interval);
    await this.#everybodySeen((one, other) => (one.process === process) === (other.process === process));
    this.say(seat + 1, count);
    relay.release();
    await this.everybodySeen();
    this.#parted = undefined;
  }

  /** A process loses its connections to Redis and gets no others; people talk on meanwhile. */
  async sever({ process, seat, count }: { process: number; seat: number; count: number }): Promise<void> {
    await this.settled();
    const { relay, stage } = this.#processes[process] as Process;
    this.#parted = process;
    relay.cut();
    this.say(seat, count);
    await until(() => !stage.cluster.isConnected());
    this.say(seat + 1, count);
    for (const { client } of this.#seats) await client.settled();
    relay.release();
    await until(() => stage.cluster.isConnected());
    await this.everybodySeen();
    this.#parted = undefined;
    await this.settled();
  }

  /** Waits until every page shows who is in its room. */
  everybodySeen(): Promise<void> {
    return this.#everybodySeen(() => true);
  }

  /** Waits until every open socket has heard what was said since it was welcomed, and looks at how it heard it. */
  async settled(): Promise<void> {
    await Promise.all(this.#arrivals);
    this.#arrivals = [];
    for (const seat of this.#seats) {
      await until(() => this.#isHearing(seat));
      const due = this.#said.slice(seat.heardFrom).filter((one) => this.#isDue(one, seat));
      const last = new Map(due.map((one) => [one.seat, one.text]));
      for (const text of last.values()) await until(() => seat.client.texts().includes(text));
      const texts = seat.client.texts();
      assert.equal(new Set(texts).size, texts.length, 'nothing is heard twice');
      const heard = texts.map((text) => this.#said[Number(text.slice('text '.length))] as Said);
      assert.ok(
        heard.every(({ room }) => room === seat.room),
        'nothing of another room is heard',
      );
      for (const speaker of new Set(heard.map((one) => one.seat))) {
        const theirs = heard.filter((one) => one.seat === speaker).map(({ number }) => number);
        assert.deepEqual(
          theirs,
          theirs.toSorted((a, b) => a - b),
          'in order',
        );
        const missed = due.filter((one) => one.seat === speaker && !theirs.includes(one.number));
        assert.deepEqual(
          missed.map(({ text }) => text),
          [],
          'nothing is missing',
        );
      }
      await this.#missedIsTold(seat);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { stage, relay } of this.#processes) {
      await stage[Symbol.asyncDispose]();
      relay[Symbol.dispose]();
    }
  }

  async #start(): Promise<Process> {
    const relay = await startRelay(this.#url);
    return { relay, stage: await openProcess(relay.url, HEARTBEAT, this.#issuer) };
  }

  async #seat({ process, room, who }: Newcomer): Promise<void> {
    const person = PEOPLE[who] as Member;
    const { stage } = this.#processes[process] as Process;
    const client = stage.knock(await stage.issuer.token(person, { room: ROOMS[room] as typeof kitchen }));
    const { partial = false } = await client.next('welcome');
    const heardFrom = partial ? undefined : this.#said.length;
    this.#seats.push({ client, process, room, person, heardFrom });
  }

  /** Who was told at the door that people may be missing is promised nothing until it is told that nobody is. */
  #isHearing(seat: Seat): boolean {
    if (seat.client.frames.findLast(({ type }) => type === 'cluster')) seat.heardFrom ??= this.#said.length;
    return seat.heardFrom !== undefined;
  }

  #seatOf(whose: number): Seat | undefined {
    return this.#seats[whose % (this.#seats.length || 1)];
  }

  /** Of what a process says that is taken for gone nobody is promised anything, nor is it of what the others say. */
  #isDue({ room, seat, parted }: Said, listener: Seat): boolean {
    const sides = [seat, listener].filter(({ process }) => process === parted).length;
    return room === listener.room && this.#seats.includes(seat) && sides !== 1;
  }

  /** Of what one process said while it was cut from another, its people learn that they missed it, and when. */
  async #missedIsTold({ client, room, heardFrom }: Seat): Promise<void> {
    for (const { text, at, seat, parted, ...one } of this.#said.slice(heardFrom)) {
      if (one.room !== room || parted === undefined || !seat.client.texts().includes(text)) continue;
      const isHeard = () => client.texts().includes(text);
      const gaps = () => client.frames.filter((frame) => frame.type === 'gap');
      const isTold = () => gaps().some(({ from, to }) => from <= at && at <= to);
      await until(() => isHeard() || isTold()).catch(() =>
        assert.fail(`${text} was missed at ${at} without a word: ${JSON.stringify(gaps())}`),
      );
    }
  }

  async #everybodySeen(sees: (one: Seat, other: Seat) => boolean): Promise<void> {
    for (const seat of this.#seats) {
      const there = this.#seats.filter((other) => other.room === seat.room && sees(seat, other));
      const ids = [...new Set(there.map(({ person }) => person.id))].sort();
      await until(() => String(shown(seat.client)) === String(ids));
    }
  }
}
