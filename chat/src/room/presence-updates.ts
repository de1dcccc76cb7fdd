import type { Connection } from '../connection/connection.ts';
import { listFrame } from '../connection/frame-encoder.ts';
import { MAX_LISTED, type Member } from '../protocol.ts';

type Item = { kind: 'joined' | 'left'; json: string; order: number };

/** Who came and went since a room was last told: many who come at once are told in one notice. */
export class News {
  readonly #items = new Map<string, Item>();
  /** Sockets that opened meanwhile, each with the news its `welcome` already held. */
  readonly #newcomers = new Map<Connection, number>();
  #order = 0;

  get empty(): boolean {
    return this.#items.size === 0;
  }

  /** Whether `personId` came or went and the room does not know yet. */
  concerns(personId: string): boolean {
    return this.#items.has(personId);
  }

  add(kind: Item['kind'], member: Member): void {
    this.#order += 1;
    this.#items.set(member.id, { kind, json: JSON.stringify(member), order: this.#order });
  }

  /** `connection` was just told who is there: what is pending is news to the others only. */
  caughtUp(connection: Connection): void {
    if (!this.empty) this.#newcomers.set(connection, this.#order);
  }

  forget(connection: Connection): void {
    this.#newcomers.delete(connection);
  }

  /**
   * Tells the room and starts anew. Who may list somebody who has left, or not list all of few, is told who is here: once,
   * so that it costs no more than to name those who came and went.
   *
   * @param connections everybody who is to know
   * @param count how many people there are now
   * @param roster the first `MAX_LISTED` of them, as {@link Presence.roster}
   */
  tell(connections: readonly Connection[], count: number, roster: () => string): void {
    const at = Date.now();
    const [joined, left] = [this.#unnamed('joined'), this.#unnamed('left')];
    let list: Buffer | undefined;
    const all = this.#frames(0, count, at);
    // In a crowd nobody is named, so one notice suits everybody.
    const crowd = this.#items.size > MAX_LISTED;
    for (let i = connections.length - 1; i >= 0; i -= 1) {
      const connection = connections[i] as Connection;
      const known = crowd ? undefined : this.#newcomers.get(connection);
      const frames = known === undefined ? all : this.#frames(known, count, at);
      if (frames.length > 0) connection.write(frames);
      if (joined || left) connection.listsAll = false;
      if (!left && (connection.listsAll || count > MAX_LISTED)) continue;
      list ??= listFrame({ type: 'members', members: [], count, at }, roster());
      connection.listsAll = count <= MAX_LISTED;
      connection.write(list);
    }
    this.#items.clear();
    this.#newcomers.clear();
  }

  /** Whether so many moved that they are only counted. */
  #unnamed(kind: Item['kind']): boolean {
    if (this.#items.size <= MAX_LISTED) return false;
    return this.#items.values().reduce((sum, item) => sum + Number(item.kind === kind), 0) > MAX_LISTED;
  }

  #frames(known: number, count: number, at: number): Buffer {
    const frames: Buffer[] = [];
    for (const type of ['joined', 'left'] as const) {
      const members: string[] = [];
      for (const item of this.#items.values()) {
        if (item.kind === type && item.order > known) members.push(item.json);
      }
      if (members.length === 0) continue;
      const listed = members.length > MAX_LISTED ? '' : members.join(',');
      frames.push(listFrame({ type, members: [], count, at }, listed));
    }
    return frames.length === 1 ? (frames[0] as Buffer) : Buffer.concat(frames);
  }
}
