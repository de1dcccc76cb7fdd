import type { Cluster, RoomLink } from '../cluster/cluster.ts';
import type { Connection } from '../connection/connection.ts';
import { listFrame, textFrame } from '../connection/frame-encoder.ts';
import { MAX_LISTED, MAX_TEXT, type Member } from '../protocol.ts';
import { now, type Timing } from '../timing.ts';
import { Presence, type Told } from './presence.ts';
import { News } from './presence-updates.ts';
import { Budget } from './rate-limit.ts';
import { Bucket } from './token-bucket.ts';
import type { Pacer } from './write-scheduler.ts';

/** Who comes and goes is told less often the more people there are, up to so many ticks: it is written to each of them. */
const LONGEST_PAUSE = 3;
const CROWD = 50;
/** Who types is news once a second, and in a crowd nobody reads it. */
const TYPING_EVERY = 1000;
const TYPING_PER_MINUTE = 300;

/** What all rooms of a process have in common. */
export type RoomParts = { pacer: Pacer; timing: Timing; messagesPerMinute: number; cluster: Cluster };

/** An open room: the people in it, their sockets, and what is about to be written to these. Nothing that was said. */
export class Room {
  readonly id: string;
  readonly name: string;
  readonly connections: Connection[] = [];
  readonly openedAt = now();
  flushedAt = 0;
  readonly #pacer: Pacer;
  readonly #timing: Timing;
  readonly #messagesPerMinute: number;
  readonly #link: RoomLink;
  readonly #presence: Presence;
  readonly #budgets = new Map<string, Budget>();
  /** Who left and has a budget still, until nothing is owed: coming back must not be a way round the limit. */
  readonly #departed = new Set<string>();
  readonly #news = new News();
  readonly #typing = new Bucket(TYPING_PER_MINUTE, now());
  #toldAt = Number.NEGATIVE_INFINITY;
  #pending: Buffer[] = [];
  /** Those of them that a person's own sockets do not get, by the frame. */
  #spared: Map<Buffer, string> | undefined;
  #queued = false;
  #entering = false;

  constructor(id: string, name: string, { pacer, timing, messagesPerMinute, cluster }: RoomParts) {
    this.id = id;
    this.name = name;
    this.#pacer = pacer;
    this.#timing = timing;
    this.#messagesPerMinute = messagesPerMinute;
    this.#presence = new Presence(timing.grace, (kind, member) => this.#announce(kind, member), {
      memberJoined: (member) => {
        this.#link.memberJoined(member);
        this.#queue();
      },
      memberLeft: (memberId) => {
        this.#link.memberLeft(memberId);
        this.#queue();
      },
    });
    this.#link = cluster.join(id, {
      localMembers: () => this.#presence.localMembers(),
      setPeerMembers: (peer, members) => this.#presence.setPeerMembers(peer, members),
      peerMemberJoined: (peer, member) => this.#presence.peerMemberJoined(peer, member),
      peerMemberLeft: (peer, memberId) => this.#presence.peerMemberLeft(peer, memberId),
      peerBroadcast: (frame, from, except) => this.#hear(frame, from, except),
      partialChanged: (partial) => this.#hear(textFrame({ type: 'reach', whole: !partial })),
      messagesMissed: (since) => this.#hear(textFrame({ type: 'gap', from: since, to: Date.now() })),
    });
  }

  /** As {@link RoomLink.ready}. */
  get ready(): Promise<void> | undefined {
    return this.#link.ready;
  }

  /** Whether nobody would miss it. */
  get idle(): boolean {
    const missed = this.#entering || (this.#link.ready && this.#presence.lingering);
    return this.connections.length === 0 && !missed;
  }

  enter(connection: Connection): void {
    // What was said before somebody came is not theirs to hear.
    this.#entering = true;
    this.#deliver();
    this.#entering = false;
    connection.member = this.#presence.enter(connection.member, connection.namedAt);
    connection.place = this.connections.push(connection) - 1;
    connection.write(this.#welcome(connection.member));
    connection.listsAll = this.#presence.size <= MAX_LISTED;
    this.#news.caughtUp(connection);
  }

  /** @param forGood without the grace that a reload gets */
  leave(connection: Connection, forGood: boolean): void {
    const last = this.connections.pop();
    if (last && last !== connection) {
      this.connections[connection.place] = last;
      last.place = connection.place;
    }
    this.#news.forget(connection);
    this.#presence.leave(connection.member.id, forGood, now());
  }

  /**
   * Has `frame` written to everybody in the room, soon and with whatever else is pending.
   *
   * @param frame bytes of one whole frame
   * @param from who says it: the room learns that they came before it hears them
   * @param except a person whose own sockets are left out
   */
  say(frame: Buffer, from: string, except?: string): void {
    this.#link.broadcast(frame, from, except);
    this.#hear(frame, from, except);
  }

  /** See {@link Presence.rename}. */
  rename(member: Member, at: number): void {
    this.#presence.rename(member, at);
  }

  flush(): void {
    this.#queued = false;
    if (!this.#news.empty && this.#mayTell(now())) this.#tell();
    this.#link.flush();
    this.#deliver();
  }

  budget(personId: string): Budget {
    let budget = this.#budgets.get(personId);
    if (!budget) {
      budget = new Budget(this.#messagesPerMinute, now());
      this.#budgets.set(personId, budget);
    }
    return budget;
  }

  /** Who is here: the names of at most so many, and how many there are. */
  people(most: number): { names: string[]; count: number } {
    return { names: this.#presence.listed(most).map(({ name }) => name), count: this.#presence.size };
  }

  /** Whether the room is told that `personId` types: not for every key, and not by everybody at once. */
  mayShowTyping(personId: string): boolean {
    const moment = now();
    return this.#presence.types(personId, moment, TYPING_EVERY) && this.#typing.take(moment);
  }

  /** Lets those go whose time is over, and tells what the room was not told yet. */
  tick(moment: number): void {
    this.#presence.tick(moment);
    for (const id of this.#departed) this.#forget(id, moment);
    if (!this.#news.empty && this.#mayTell(moment)) this.#tell();
  }

  close(): void {
    this.#link.flush();
    this.#link.close();
  }

  #welcome(you: Member): Buffer {
    const { id, name } = this;
    const limits = { text: MAX_TEXT, messages_per_minute: this.#messagesPerMinute };
    const whole = this.#link.partial ? { whole: false } : {};
    const count = this.#presence.size;
    return listFrame(
      { type: 'welcome', at: Date.now(), room: { id, name }, you, members: [], count, limits, ...whole },
      this.#presence.roster(),
    );
  }

  #hear(frame: Buffer, from?: string, except?: string): void {
    if (from !== undefined && this.#news.concerns(from)) this.#tell();
    this.#pending.push(frame);
    if (except !== undefined) {
      this.#spared ??= new Map();
      this.#spared.set(frame, except);
    }
    this.#queue();
  }

  /** Forgets the budget of somebody who left, once nothing is owed. */
  #forget(id: string, moment: number): void {
    const back = this.#presence.has(id);
    if (!back && this.#budgets.get(id)?.full(moment) === false) return;
    this.#departed.delete(id);
    if (!back) this.#budgets.delete(id);
  }

  #announce(kind: Told, member: Member): void {
    if (kind === 'renamed') {
      for (const connection of this.connections)
        if (connection.member.id === member.id) connection.member = member;
      this.#hear(textFrame({ type: 'renamed', member }), member.id);
      return;
    }
    if (kind === 'left' && this.#budgets.has(member.id)) this.#departed.add(member.id);
    if (this.connections.length === 0) return;
    this.#news.add(kind, member);
    // A quiet room learns it at once; in a busy one it waits for the next tick and more of its kind.
    if (this.#mayTell(now())) this.#queue();
  }

  #mayTell(moment: number): boolean {
    const { tick } = this.#timing;
    const pause = tick * Math.min(LONGEST_PAUSE, 1 + this.connections.length / CROWD);
    // Ticks are not to the millisecond.
    return moment - this.#toldAt >= pause - tick / 2;
  }

  #tell(): void {
    this.#toldAt = now();
    this.#news.tell(this.connections, this.#presence.size, () => this.#presence.roster());
  }

  #queue(): void {
    if (this.#queued) return;
    this.#queued = true;
    this.#pacer.add(this);
  }

  #deliver(): void {
    if (this.#pending.length === 0) return;
    const [pending, spared] = [this.#pending, this.#spared];
    this.#pending = [];
    this.#spared = undefined;
    const all = join(pending);
    const people = spared && new Set(spared.values());
    // Backwards: a member that is cut off leaves the list, and the last one takes its place.
    for (let i = this.connections.length - 1; i >= 0; i -= 1) {
      const connection = this.connections[i] as Connection;
      if (!people?.has(connection.member.id)) connection.write(all);
      else {
        const theirs = pending.filter((frame) => spared?.get(frame) !== connection.member.id);
        if (theirs.length > 0) connection.write(join(theirs));
      }
    }
    this.flushedAt = now();
  }
}

function join(frames: readonly Buffer[]): Buffer {
  return frames.length === 1 ? (frames[0] as Buffer) : Buffer.concat(frames);
}
