import type { Connection } from '../connection/connection.ts';
import { TimerWheel } from '../connection/timer-wheel.ts';
import { issuedAt, tokenAsOf } from '../protocol/token-times.ts';
import type { Member, RoomTokenClaims } from '../protocol.ts';
import { now } from '../timing.ts';
import { ClosedRoomRateLimits } from './rate-limit/room-rate-limits.ts';
import { Room, type SharedRoomParts } from './room.ts';
import { ToldCounts } from './told-counts.ts';
import { LastMessages } from './write-permission/slow-mode.ts';
import { WriteScheduler } from './write-scheduler.ts';

/** In milliseconds: a new room waits this long for its first connection. */
const OPENING = 10_000;

/** The open rooms and the connections of each account. A room is open while it has a connection or waits for its first. */
export class Rooms {
  readonly #rooms = new Map<string, Room>();
  readonly #sockets = new Map<string, Connection[]>();
  readonly #parts: SharedRoomParts;
  readonly #timers: TimerWheel<Connection>;

  readonly #counts = new ToldCounts();
  readonly #closedRoomRateLimits: ClosedRoomRateLimits;

  constructor(parts: Omit<SharedRoomParts, 'writeScheduler' | 'lastMessages' | 'counts'>) {
    const { timing, messagesPerMinute } = parts;
    this.#closedRoomRateLimits = new ClosedRoomRateLimits(messagesPerMinute);
    this.#parts = {
      ...parts,
      writeScheduler: new WriteScheduler(timing.flushInterval),
      lastMessages: new LastMessages(),
      counts: this.#counts,
    };
    this.#timers = new TimerWheel({ range: timing.ping, step: timing.tick, moment: now() });
  }

  get size(): number {
    return this.#rooms.size;
  }

  /** How many sockets `userId` has open, over all rooms. */
  socketsOf(userId: string): number {
    return this.#sockets.get(userId)?.length ?? 0;
  }

  /** Returns the room of a token. If it is not open, this opens it, and it waits for its first connection. */
  openFor(claims: RoomTokenClaims): Room {
    const { room_id: id, room: name, slow_mode: slowMode = 0 } = claims;
    let room = this.#rooms.get(id);
    if (!room) {
      room = new Room({ ...this.#parts, id, name, rateLimits: this.#closedRoomRateLimits.take(id) });
      this.#rooms.set(id, room);
      this.#parts.metrics.rooms += 1;
    }
    if (claims.sealed) room.writing.seal();
    // The notice of a change may have been lost, or have come while the room was closed here.
    room.setSlowMode(slowMode, issuedAt(claims));
    room.rename(name, tokenAsOf(claims));
    return room;
  }

  /** The room, if it is open here. */
  find(roomId: string): Room | undefined {
    return this.#rooms.get(roomId);
  }

  enter(connection: Connection): void {
    const { room, member } = connection;
    const { metrics } = this.#parts;
    const sockets = this.#sockets.get(member.id);
    metrics.sockets += 1;
    if (sockets) sockets.push(connection);
    else {
      metrics.members += 1;
      this.#sockets.set(member.id, [connection]);
    }
    this.#addTimer(connection, now(), Date.now());
    room.enter(connection);
  }

  leave(connection: Connection, forGood: boolean): void {
    const { member, room } = connection;
    this.#timers.remove(connection);
    const left = (this.#sockets.get(member.id) ?? []).filter((other) => other !== connection);
    this.#parts.metrics.sockets -= 1;
    if (left.length > 0) this.#sockets.set(member.id, left);
    else if (this.#sockets.delete(member.id)) this.#parts.metrics.members -= 1;
    room.leave(connection, forGood);
    if (room.mayClose) this.#close(room);
  }

  /** Closes every socket in a room that was deleted. */
  closeDeleted(roomId: string): void {
    for (const connection of [...(this.#rooms.get(roomId)?.connections ?? [])])
      connection.close('room_deleted');
  }

  /** Closes a person's sockets in one room, for good. */
  removeMember(userId: string, roomId: string): void {
    for (const connection of this.#sockets.get(userId) ?? []) {
      if (connection.room.id === roomId) connection.close('removed');
    }
  }

  /**
   * Closes the connections of a person whose tokens were revoked. A page that may get a new token comes back with it within the
   * grace, so other members do not see it leave.
   *
   * @param signInId closes the connections of this sign-in only
   */
  closeConnectionsOf(userId: string, signInId?: string): void {
    for (const connection of this.#sockets.get(userId) ?? []) {
      const { signInId: own } = connection;
      // A token without a sign-in may belong to this one.
      if (signInId === undefined || own === undefined || own === signInId) connection.closeRevoked();
    }
  }

  /** Closes the connections in a room whose members’ tokens were revoked. */
  closeConnectionsIn(roomId: string): void {
    for (const connection of [...(this.#rooms.get(roomId)?.connections ?? [])]) connection.closeRevoked();
  }

  /**
   * Changes the name of a person in every open room.
   *
   * @param at when the person took the name, in seconds since 1970; a name that is older than the known one is ignored
   */
  renameMember(member: Member, at: number): void {
    for (const room of this.#rooms.values()) room.renameMember(member, at);
  }

  /** All connections that are open now. */
  all(): Connection[] {
    return [...this.#sockets.values()].flat();
  }

  tick(moment: number): void {
    const date = Date.now();
    this.#parts.lastMessages.removeExpired(moment);
    this.#closedRoomRateLimits.removeFull(moment);
    this.#timers.turn(moment, (connection) => {
      connection.checkDeadlines(moment, date, this.#parts.timing);
      if (!connection.isClosed) this.#addTimer(connection, moment, date);
    });
    for (const room of this.#rooms.values()) {
      room.tick(moment);
      if (room.mayClose && moment - room.openedAt > OPENING) this.#close(room);
    }
    this.#tellCounts();
  }

  /** Tells web in which rooms how many people are, where that has changed. */
  #tellCounts(): void {
    this.#parts.cluster.counts.tell(this.#counts.takeChanged(), this.#counts.all);
  }

  #addTimer(connection: Connection, moment: number, date: number): void {
    this.#timers.add(connection, connection.nextDeadline(moment, date, this.#parts.timing));
  }

  #close(room: Room): void {
    if (this.#rooms.delete(room.id)) this.#parts.metrics.rooms -= 1;
    this.#closedRoomRateLimits.keep(room.id, room.rateLimits);
    room.close();
  }
}
