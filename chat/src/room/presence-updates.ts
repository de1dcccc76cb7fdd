import { listFrame } from '../connection/frame-encoder.ts';
import { MAX_LISTED, type Member } from '../protocol.ts';
import { now } from '../timing.ts';
import type { RoomConnection } from './room-connection.ts';

/** The more connections a room has, the longer updates wait, up to this many ticks: each update is written to all of them. */
const MAX_INTERVAL = 3;
const CROWD = 50;

type Update = { kind: 'joined' | 'left'; json: string; order: number };

/** The members who joined and left since the last frames about it. One frame announces many members. */
export class PresenceUpdates {
  readonly #updates = new Map<string, Update>();
  /** Connections that opened meanwhile, each with the order of the last update that its `welcome` included. */
  readonly #newcomers = new Map<RoomConnection, number>();
  #order = 0;
  #sentAt = Number.NEGATIVE_INFINITY;

  get isEmpty(): boolean {
    return this.#updates.size === 0;
  }

  /** Whether an update about this member is pending. */
  has(memberId: string): boolean {
    return this.#updates.has(memberId);
  }

  add(kind: Update['kind'], member: Member): void {
    this.#order += 1;
    this.#updates.set(member.id, { kind, json: JSON.stringify(member), order: this.#order });
  }

  /** Notes that the `welcome` of `connection` included the pending updates: only the others need them. */
  connectionOpened(connection: RoomConnection): void {
    if (!this.isEmpty) this.#newcomers.set(connection, this.#order);
  }

  connectionClosed(connection: RoomConnection): void {
    this.#newcomers.delete(connection);
  }

  /**
   * Whether updates are pending and may be sent now.
   *
   * @param connections how many there are
   * @param tick milliseconds between two ticks
   */
  isDue(moment: number, connections: number, tick: number): boolean {
    if (this.isEmpty) return false;
    const interval = tick * Math.min(MAX_INTERVAL, 1 + connections / CROWD);
    // Ticks are not exact to the millisecond.
    return moment - this.#sentAt >= interval - tick / 2;
  }

  /**
   * Sends the updates. A client that may list a member who has left, or that does not list all of a small room, is sent the
   * complete list: one list for all of these, so that it costs no more than the updates.
   *
   * @param connections of the room
   * @param count how many members the room has now
   * @param roster the first `MAX_LISTED` of them, as {@link Presence.roster}
   */
  send(connections: readonly RoomConnection[], count: number, roster: () => string): void {
    this.#sentAt = now();
    const at = Date.now();
    const [joined, left] = [this.#onlyCounted('joined'), this.#onlyCounted('left')];
    let list: Buffer | undefined;
    const all = this.#frames(0, count, at);
    // The frames about a crowd hold no names, so all connections get the same.
    const crowd = this.#updates.size > MAX_LISTED;
    for (let i = connections.length - 1; i >= 0; i -= 1) {
      const connection = connections[i] as RoomConnection;
      const known = crowd ? undefined : this.#newcomers.get(connection);
      const frames = known === undefined ? all : this.#frames(known, count, at);
      if (frames.length > 0) connection.write(frames);
      if (joined || left) connection.listsAll = false;
      if (!left && (connection.listsAll || count > MAX_LISTED)) continue;
      list ??= listFrame({ type: 'members', members: [], count, at }, roster());
      connection.listsAll = count <= MAX_LISTED;
      connection.write(list);
    }
    this.#updates.clear();
    this.#newcomers.clear();
  }

  /** Whether the frame only counts the members who joined or left, because they are many. */
  #onlyCounted(kind: Update['kind']): boolean {
    if (this.#updates.size <= MAX_LISTED) return false;
    return this.#updates.values().reduce((sum, update) => sum + Number(update.kind === kind), 0) > MAX_LISTED;
  }

  #frames(known: number, count: number, at: number): Buffer {
    const frames: Buffer[] = [];
    for (const type of ['joined', 'left'] as const) {
      const members: string[] = [];
      for (const update of this.#updates.values()) {
        if (update.kind === type && update.order > known) members.push(update.json);
      }
      if (members.length === 0) continue;
      const listed = members.length > MAX_LISTED ? '' : members.join(',');
      frames.push(listFrame({ type, members: [], count, at }, listed));
    }
    return frames.length === 1 ? (frames[0] as Buffer) : Buffer.concat(frames);
  }
}
