import assert from 'node:assert/strict';
import type { Member } from '../protocol.ts';
import { now } from '../timing.ts';
import type { ChatFixture } from './chat-fixture.ts';
import type { Client } from './client.ts';
import { openProcess, shownMembers, until } from './cluster-fixture.ts';
import { createIssuer, type Issuer } from './issuer.ts';
import { anna, boris, clara, garden, kitchen } from './people.ts';
import { type Relay, startRelay } from './relay.ts';

const HEARTBEAT = { interval: 100, timeout: 1000 };
const PEOPLE = [anna, boris, clara];
const ROOMS = [kitchen, garden];

type Process = { fixture: ChatFixture; relay: Relay };
type Newcomer = { process: number; room: number; who: number };
/** While `process` is cut off, `connection` and the next one send `count` messages each. */
type Outage = { process: number; connection: number; count: number };
type ModelConnection = {
  client: Client;
  process: number;
  room: number;
  person: Member;
  receivesFrom: number | undefined;
};
/** `cutOffProcess`: the process that its peers had lost when the message was sent. */
type ModelMessage = {
  number: number;
  room: number;
  connection: ModelConnection;
  text: string;
  at: number;
  cutOffProcess: number | undefined;
};

/**
 * Two rooms on three processes, each with its own way to Redis, and a simple model of them to compare with: who is where, and which
 * messages were sent in which order.
 */
export class ClusterModel {
  readonly #url: string;
  readonly #issuer: Issuer;
  readonly #processes: Process[] = [];
  readonly #connections: ModelConnection[] = [];
  readonly #messages: ModelMessage[] = [];
  #arrivals: Promise<void>[] = [];
  #cutOffProcess: number | undefined;

  private constructor(url: string, issuer: Issuer) {
    this.#url = url;
    this.#issuer = issuer;
  }

  /** @param url of Redis */
  static async open(url: string): Promise<ClusterModel> {
    const model = new ClusterModel(url, await createIssuer());
    model.#processes.push(...(await Promise.all([model.#start(), model.#start(), model.#start()])));
    return model;
  }

  /** @param waits for the welcome; otherwise it comes while others talk, come and go */
  async enter(newcomer: Newcomer, waits: boolean): Promise<void> {
    const arrival = this.#connect(newcomer);
    this.#arrivals.push(arrival);
    if (waits) await arrival;
  }

  say(whose: number, count: number): void {
    const connection = this.#connectionOf(whose);
    if (!connection) return;
    for (const listener of this.#connections) this.#isComplete(listener);
    for (let i = 0; i < count; i += 1) {
      const number = this.#messages.length;
      const text = `text ${number}`;
      this.#messages.push({
        number,
        room: connection.room,
        connection,
        text,
        at: Date.now(),
        cutOffProcess: this.#cutOffProcess,
      });
      connection.client.say(text);
    }
  }

  async leave(whose: number): Promise<void> {
    const connection = this.#connectionOf(whose);
    if (!connection) return;
    this.#connections.splice(this.#connections.indexOf(connection), 1);
    await connection.client.leave();
  }

  /** Kills a process and starts another one in its place. */
  async kill(process: number): Promise<void> {
    await this.settled();
    const killed = this.#processes[process] as Process;
    killed.relay[Symbol.dispose]();
    await killed.fixture.cluster.close();
    for (const gone of this.#connections.filter((connection) => connection.process === process)) {
      this.#connections.splice(this.#connections.indexOf(gone), 1);
      gone.client.socket.terminate();
    }
    this.#processes[process] = await this.#start();
    await killed.fixture[Symbol.asyncDispose]();
  }

  /** Holds back everything between a process and Redis for a moment. */
  stall(process: number, milliseconds: number): void {
    this.#processes[process]?.relay.hold(milliseconds);
  }

  /** Holds it back for so long that the process and its peers lose each other; members talk on meanwhile. */
  async cutOff({ process, connection, count }: Outage): Promise<void> {
    await this.settled();
    const { relay } = this.#processes[process] as Process;
    this.#cutOffProcess = process;
    relay.hold();
    const start = now();
    this.say(connection, count);
    await until(() => now() - start > HEARTBEAT.timeout + 2 * HEARTBEAT.interval);
    await this.#membersSettled((one, other) => (one.process === process) === (other.process === process));
    this.say(connection + 1, count);
    relay.release();
    await this.membersSettled();
    this.#cutOffProcess = undefined;
  }

  /** Cuts the connections of a process to Redis and refuses new ones; members talk on meanwhile. */
  async sever({ process, connection, count }: Outage): Promise<void> {
    await this.settled();
    const { relay, fixture } = this.#processes[process] as Process;
    this.#cutOffProcess = process;
    relay.cut();
    this.say(connection, count);
    await until(() => !fixture.cluster.isConnected());
    this.say(connection + 1, count);
    for (const { client } of this.#connections) await client.settled();
    relay.release();
    await until(() => fixture.cluster.isConnected());
    await this.membersSettled();
    this.#cutOffProcess = undefined;
    await this.settled();
  }

  /** Waits until every page shows who is in its room. */
  membersSettled(): Promise<void> {
    return this.#membersSettled(() => true);
  }

  /** Waits until every connection has the messages that were sent since its welcome, and checks their number and order. */
  async settled(): Promise<void> {
    await Promise.all(this.#arrivals);
    this.#arrivals = [];
    for (const connection of this.#connections) {
      await until(() => this.#isComplete(connection));
      const due = this.#messages.slice(connection.receivesFrom).filter((one) => this.#isDue(one, connection));
      const last = new Map(due.map((one) => [one.connection, one.text]));
      for (const text of last.values()) await until(() => connection.client.texts().includes(text));
      const texts = connection.client.texts();
      assert.equal(new Set(texts).size, texts.length, 'nothing is heard twice');
      const heard = texts.map((text) => this.#messages[Number(text.slice('text '.length))] as ModelMessage);
      assert.ok(
        heard.every(({ room }) => room === connection.room),
        'nothing of another room is heard',
      );
      for (const speaker of new Set(heard.map((one) => one.connection))) {
        const theirs = heard.filter((one) => one.connection === speaker).map(({ number }) => number);
        assert.deepEqual(
          theirs,
          theirs.toSorted((a, b) => a - b),
          'in order',
        );
        const missed = due.filter((one) => one.connection === speaker && !theirs.includes(one.number));
        assert.deepEqual(
          missed.map(({ text }) => text),
          [],
          'nothing is missing',
        );
      }
      await this.#gapsAreReported(connection);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { fixture, relay } of this.#processes) {
      await fixture[Symbol.asyncDispose]();
      relay[Symbol.dispose]();
    }
  }

  async #start(): Promise<Process> {
    const relay = await startRelay(this.#url);
    return { relay, fixture: await openProcess(relay.url, HEARTBEAT, this.#issuer) };
  }

  async #connect({ process, room, who }: Newcomer): Promise<void> {
    const person = PEOPLE[who] as Member;
    const { fixture } = this.#processes[process] as Process;
    const client = fixture.connect(
      await fixture.issuer.token(person, { room: ROOMS[room] as typeof kitchen }),
    );
    const { partial = false } = await client.next('welcome');
    const receivesFrom = partial ? undefined : this.#messages.length;
    this.#connections.push({ client, process, room, person, receivesFrom });
  }

  /** A connection with a partial welcome need not receive anything until it is told that the room is no longer partial. */
  #isComplete(connection: ModelConnection): boolean {
    if (connection.client.frames.findLast(({ type }) => type === 'cluster'))
      connection.receivesFrom ??= this.#messages.length;
    return connection.receivesFrom !== undefined;
  }

  #connectionOf(whose: number): ModelConnection | undefined {
    return this.#connections[whose % (this.#connections.length || 1)];
  }

  /** Messages need not cross between a process that was lost and its peers. */
  #isDue({ room, connection, cutOffProcess }: ModelMessage, listener: ModelConnection): boolean {
    const sides = [connection, listener].filter(({ process }) => process === cutOffProcess).length;
    return room === listener.room && this.#connections.includes(connection) && sides !== 1;
  }

  /** Checks that a message which did not cross between a lost process and its peers lies in a gap that the client was told of. */
  async #gapsAreReported({ client, room, receivesFrom }: ModelConnection): Promise<void> {
    for (const { text, at, connection, cutOffProcess, ...one } of this.#messages.slice(receivesFrom)) {
      if (one.room !== room || cutOffProcess === undefined || !connection.client.texts().includes(text))
        continue;
      const isHeard = () => client.texts().includes(text);
      const gaps = () => client.frames.filter((frame) => frame.type === 'gap');
      const isTold = () => gaps().some(({ from, to }) => from <= at && at <= to);
      await until(() => isHeard() || isTold()).catch(() =>
        assert.fail(`${text} was missed at ${at} without a word: ${JSON.stringify(gaps())}`),
      );
    }
  }

  async #membersSettled(sees: (one: ModelConnection, other: ModelConnection) => boolean): Promise<void> {
    for (const connection of this.#connections) {
      const there = this.#connections.filter(
        (other) => other.room === connection.room && sees(connection, other),
      );
      const ids = [...new Set(there.map(({ person }) => person.id))].sort();
      await until(() => String(shownMembers(connection.client)) === String(ids));
    }
  }
}
