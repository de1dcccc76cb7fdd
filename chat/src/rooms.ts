import type { Connection } from './connection.ts';
import { Pacer } from './pacer.ts';
import type { RoomTokenClaims } from './protocol.ts';
import { Room } from './room.ts';
import type { Timing } from './timing.ts';

/** The open rooms and the sockets of each person; a room is here while somebody is connected to it. */
export class Rooms {
  readonly #rooms = new Map<string, Room>();
  readonly #sockets = new Map<string, Connection[]>();
  readonly #pacer: Pacer;
  readonly #timing: Timing;
  readonly #messagesPerMinute: number;

  constructor(timing: Timing, messagesPerMinute: number) {
    this.#timing = timing;
    this.#messagesPerMinute = messagesPerMinute;
    this.#pacer = new Pacer(timing.pace);
  }

  get size(): number {
    return this.#rooms.size;
  }

  /** How many sockets `personId` has open, over all rooms. */
  socketsOf(personId: string): number {
    return this.#sockets.get(personId)?.length ?? 0;
  }

  /** The room the token is for; a new one is open once somebody enters it. */
  of({ room_id: id, room: name }: RoomTokenClaims): Room {
    return this.#rooms.get(id) ?? new Room(id, name, this.#pacer, this.#timing, this.#messagesPerMinute);
  }

  enter(connection: Connection): void {
    const { room, member } = connection;
    const sockets = this.#sockets.get(member.id);
    if (sockets) sockets.push(connection);
    else this.#sockets.set(member.id, [connection]);
    room.enter(connection);
    // Afterwards: what was pending is delivered first, and that may cut off the only other member.
    this.#rooms.set(room.id, room);
  }

  leave(connection: Connection, forGood: boolean): void {
    const { member, room } = connection;
    const left = (this.#sockets.get(member.id) ?? []).filter((other) => other !== connection);
    if (left.length > 0) this.#sockets.set(member.id, left);
    else this.#sockets.delete(member.id);
    room.leave(connection, forGood);
    if (room.connections.length === 0) this.#rooms.delete(room.id);
  }

  /** Closes every socket in a room that is no more. */
  close(roomId: string): void {
    for (const connection of [...(this.#rooms.get(roomId)?.connections ?? [])])
      connection.close('room_deleted');
  }

  /** Closes a person's sockets in one room, for good. */
  remove(personId: string, roomId: string): void {
    for (const connection of this.#sockets.get(personId) ?? []) {
      if (connection.room.id === roomId) connection.close('removed');
    }
  }

  /** Closes all sockets of a person as if their tokens had expired: who gets a new one in time was never away. */
  expire(personId: string): void {
    for (const connection of this.#sockets.get(personId) ?? []) connection.close('token_expired');
  }

  /** The same for everybody who is in a room. */
  expireRoom(roomId: string): void {
    for (const connection of [...(this.#rooms.get(roomId)?.connections ?? [])])
      connection.close('token_expired');
  }

  /** Every open socket, as of now. */
  all(): Connection[] {
    return [...this.#sockets.values()].flat();
  }

  tick(moment: number): void {
    const date = Date.now();
    for (const sockets of this.#sockets.values()) {
      for (const connection of sockets) connection.tick(moment, date, this.#timing);
    }
    for (const room of this.#rooms.values()) room.tick(moment);
  }
}
