import type { ChatMetrics } from '../metrics.ts';
import { now } from '../timing.ts';
import type { RoomConnection } from './room-connection.ts';

/** The connections of a room and its pending frames, which leave together: one write per connection. */
export class RoomDelivery {
  readonly connections: RoomConnection[] = [];
  /** When frames were last written. */
  deliveredAt = 0;
  #pending: Buffer[] = [];
  readonly #metrics: ChatMetrics;

  constructor(metrics: ChatMetrics) {
    this.#metrics = metrics;
  }

  add(connection: RoomConnection): void {
    connection.indexInRoom = this.connections.push(connection) - 1;
  }

  remove(connection: RoomConnection): void {
    const last = this.connections.pop();
    if (last && last !== connection) {
      this.connections[connection.indexInRoom] = last;
      last.indexInRoom = connection.indexInRoom;
    }
  }

  enqueue(frame: Buffer): void {
    this.#pending.push(frame);
  }

  /** Writes the pending frames: the same bytes to each connection. */
  deliver(): void {
    if (this.#pending.length === 0) return;
    const bytes = concatenate(this.#pending);
    this.#metrics.deliveries += this.#pending.length * this.connections.length;
    this.#metrics.writes += this.connections.length;
    this.#pending = [];
    // Backwards: a connection that is closed leaves the list, and the last one takes its place.
    for (let i = this.connections.length - 1; i >= 0; i -= 1)
      (this.connections[i] as RoomConnection).write(bytes);
    this.deliveredAt = now();
  }
}

function concatenate(frames: readonly Buffer[]): Buffer {
  return frames.length === 1 ? (frames[0] as Buffer) : Buffer.concat(frames);
}
