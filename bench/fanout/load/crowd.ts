import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from './connection.ts';
import type { Ledger } from './ledger.ts';
import { findMarker, type Marker, readMarker } from './marker.ts';
import { Meter, resident, type Used } from './meter.ts';

export type CrowdJob = {
  /** Connection i goes to `ports[i % ports.length]`. */
  ports: number[];
  /** Whose CPU and memory is read. */
  pids: Record<string, number>;
  connections: number;
  /** Connection i sits in room `i % rooms`. */
  rooms: number;
  /** One per connection; none for servers that ask for none. */
  tokens: string[];
  /** What stands around a text in a frame. */
  envelope: [before: string, after: string];
  /** Seconds without news of who came, until everybody is taken to be there. */
  settle: number;
  /** Seconds of doing nothing after that. */
  idle: number;
  /** Whether the servers speak TLS. */
  tls?: boolean;
};

export type Opened = {
  connect_s: number;
  /** From the first connection until nothing more was told of who came. */
  connecting: Used;
  /** What each process grew by, for each connection. */
  bytes_per_connection: Record<string, number>;
};

const CONNECTING_AT_ONCE = 128;
const NEVER_SETTLES = 30_000;
/** A source address has some 28,000 ports, and those of the run before may still be waiting. */
const CONNECTIONS_PER_ADDRESS = 4000;

/** Everybody who is connected, and what they hear. */
export class Crowd {
  readonly job: CrowdJob;
  readonly connections: Connection[] = [];
  /** Takes what is heard, while something is measured. */
  ledger: Ledger | undefined;
  phase = 0;
  /** How many the server closed. */
  closed = 0;
  lastHeard = performance.now();
  readonly #marker: Marker = { phase: 0, at: 0, room: 0, sender: 0, order: 0 };

  constructor(job: CrowdJob) {
    this.job = job;
  }

  /** @throws when one of them is turned away */
  async open(): Promise<Opened> {
    const { pids, connections, settle, idle } = this.job;
    const before = resident(pids);
    const meter = new Meter(pids);
    const start = performance.now();
    let next = 0;
    const opener = async () => {
      while (next < connections) {
        const index = next++;
        this.connections[index] = await this.#connect(index);
      }
    };
    await Promise.all(Array.from({ length: CONNECTING_AT_ONCE }, opener));
    const connect_s = (performance.now() - start) / 1000;
    await this.#settled(settle * 1000);
    const connecting = meter.used();
    await sleep(idle * 1000);
    const after = resident(pids);
    const bytes_per_connection = Object.fromEntries(
      Object.entries(after).map(([name, bytes]) => [name, (bytes - (before[name] ?? 0)) / connections]),
    );
    return { connect_s, connecting, bytes_per_connection };
  }

  /** How many sit in each room. */
  members(): number[] {
    const { connections, rooms } = this.job;
    return Array.from({ length: rooms }, (_, room) => Math.ceil((connections - room) / rooms));
  }

  #connect(index: number): Promise<Connection> {
    const { ports, rooms, tokens, tls } = this.job;
    const room = index % rooms;
    const block = Math.trunc(index / CONNECTIONS_PER_ADDRESS);
    const place = {
      port: ports[index % ports.length] ?? 0,
      room,
      token: tokens[index],
      tls,
      localAddress: `127.${1 + (process.pid % 200)}.${block}.1`,
    };
    return Connection.open(place, {
      frame: (data, start, end) => this.#hear(index, room, data, start, end),
      closed: (why) => {
        this.closed += 1;
        if (this.closed <= 5) process.stderr.write(`connection ${index} was closed: ${why}\n`);
      },
    });
  }

  // biome-ignore lint/complexity/useMaxParams: it runs for every frame, and an object for each would be measured too.
  #hear(index: number, room: number, data: Buffer, start: number, end: number): void {
    const now = performance.now();
    this.lastHeard = now;
    if (!this.ledger) return;
    const at = findMarker(data, start, end);
    if (at < 0) return;
    readMarker(data, at, this.#marker);
    if (this.#marker.phase === this.phase) this.ledger.enter(index, room, this.#marker, now * 1000);
  }

  async #settled(quiet: number): Promise<void> {
    const start = performance.now();
    this.lastHeard = start;
    while (performance.now() - this.lastHeard < quiet && performance.now() - start < NEVER_SETTLES)
      await sleep(20);
  }
}
