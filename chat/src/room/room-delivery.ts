import { now } from '../timing.ts';
import type { RoomConnection } from './room-connection.ts';

/** The connections of a room, and the frames that wait to be written to them: all that wait leave as one write per connection. */
export class RoomDelivery {
  readonly connections: RoomConnection[] = [];
  /** When frames were last written. */
  deliveredAt = 0;
  #pending: Buffer[] = [];
  /** Of the pending frames those that one member's sockets do not get, with that member's id. */
  #exceptions: Map<Buffer, string> | undefined;

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

  enqueue(frame: Buffer, except?: string): void {
    this.#pending.push(frame);
    if (except === undefined) return;
    this.#exceptions ??= new Map();
    this.#exceptions.set(frame, except);
  }

  /** Writes the pending frames. */
  deliver(): void {
    if (this.#pending.length === 0) return;
    const [pending, exceptions] = [this.#pending, this.#exceptions];
    this.#pending = [];
    this.#exceptions = undefined;
    const all = concatenate(pending);
    const excepted = exceptions && new Set(exceptions.values());
    // Backwards: a connection that is closed leaves the list, and the last one takes its place.
    for (let i = this.connections.length - 1; i >= 0; i -= 1) {
      const connection = this.connections[i] as RoomConnection;
      if (!excepted?.has(connection.member.id)) connection.write(all);
      else {
        const theirs = pending.filter((frame) => exceptions?.get(frame) !== connection.member.id);
        if (theirs.length > 0) connection.write(concatenate(theirs));
      }
    }
    this.deliveredAt = now();
  }
}

function concatenate(frames: readonly Buffer[]): Buffer {
  return frames.length === 1 ? (frames[0] as Buffer) : Buffer.concat(frames);
}
