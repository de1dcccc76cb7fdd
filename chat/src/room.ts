import { Bucket } from './bucket.ts';
import { Budget } from './budget.ts';
import type { Connection } from './connection.ts';
import { News } from './news.ts';
import type { Pacer } from './pacer.ts';
import { MAX_LISTED, MAX_TEXT, type Member } from './protocol.ts';
import { now, type Timing } from './timing.ts';

type Person = { member: Member; sockets: number; leavesAt: number; typedAt: number };
/** Who types is news once a second, and in a crowd nobody reads it. */
const TYPING_EVERY = 1000;
const TYPING_PER_MINUTE = 300;

type Pending = { frame: Buffer; except: string | undefined };

/** An open room: the people in it, their sockets, and what is about to be written to these. Nothing that was said. */
export class Room {
  readonly id: string;
  readonly name: string;
  readonly connections: Connection[] = [];
  flushedAt = 0;
  readonly #pacer: Pacer;
  readonly #timing: Timing;
  readonly #messagesPerMinute: number;
  readonly #people = new Map<string, Person>();
  readonly #leaving = new Set<Person>();
  /** Also of people who left, until nothing is owed: coming back must not be a way round the limit. */
  readonly #budgets = new Map<string, Budget>();
  readonly #news = new News();
  readonly #typing = new Bucket(TYPING_PER_MINUTE, now());
  #toldAt = Number.NEGATIVE_INFINITY;
  #pending: Pending[] = [];
  #queued = false;

  constructor(id: string, name: string, pacer: Pacer, timing: Timing, messagesPerMinute: number) {
    this.id = id;
    this.name = name;
    this.#pacer = pacer;
    this.#timing = timing;
    this.#messagesPerMinute = messagesPerMinute;
  }

  enter(connection: Connection): void {
    // What was said before somebody came is not theirs to hear.
    this.#deliver();
    const person = this.#admit(connection.member);
    connection.place = this.connections.push(connection) - 1;
    connection.send({
      type: 'welcome',
      room: { id: this.id, name: this.name },
      you: connection.member,
      members: this.#listed(),
      count: this.#people.size,
      limits: { text: MAX_TEXT, messages_per_minute: this.#messagesPerMinute },
    });
    person.sockets += 1;
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
    const person = this.#people.get(connection.member.id);
    if (!person) return;
    person.sockets -= 1;
    if (person.sockets > 0) return;
    if (forGood) this.#depart(person);
    else {
      person.leavesAt = now() + this.#timing.grace;
      this.#leaving.add(person);
    }
  }

  /**
   * Has `frame` written to everybody in the room, soon and with whatever else is pending.
   *
   * @param frame bytes of one whole frame
   * @param from who says it: the room learns that they came before it hears them
   * @param except a person whose own sockets are left out
   */
  say(frame: Buffer, from: string, except?: string): void {
    if (this.#news.concerns(from)) this.#tell();
    this.#pending.push({ frame, except });
    this.#queue();
  }

  flush(): void {
    this.#queued = false;
    if (!this.#news.empty && this.#mayTell(now())) this.#tell();
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
    const names = this.#people
      .values()
      .take(most)
      .map(({ member }) => member.name)
      .toArray();
    return { names, count: this.#people.size };
  }

  /** Whether the room is told that `personId` types: not for every key, and not by everybody at once. */
  mayShowTyping(personId: string): boolean {
    const person = this.#people.get(personId);
    const moment = now();
    if (!person || moment - person.typedAt < TYPING_EVERY || !this.#typing.take(moment)) return false;
    person.typedAt = moment;
    return true;
  }

  /** Lets those go whose time is over, and tells what the room was not told yet. */
  tick(moment: number): void {
    for (const person of this.#leaving) if (person.leavesAt <= moment) this.#depart(person);
    for (const [id, budget] of this.#budgets) {
      if (!this.#people.has(id) && budget.full(moment)) this.#budgets.delete(id);
    }
    if (!this.#news.empty) this.#tell();
  }

  #admit(member: Member): Person {
    const present = this.#people.get(member.id);
    if (present) {
      this.#leaving.delete(present);
      return present;
    }
    const person = { member, sockets: 0, leavesAt: 0, typedAt: Number.NEGATIVE_INFINITY };
    this.#people.set(member.id, person);
    this.#announce('joined', member);
    return person;
  }

  #depart(person: Person): void {
    this.#leaving.delete(person);
    this.#people.delete(person.member.id);
    this.#announce('left', person.member);
  }

  #announce(kind: 'joined' | 'left', member: Member): void {
    if (this.connections.length === 0) return;
    this.#news.add(kind, member);
    // A quiet room learns it at once; in a busy one it waits for the next tick and more of its kind.
    if (this.#mayTell(now())) this.#queue();
  }

  #mayTell(moment: number): boolean {
    return moment - this.#toldAt >= this.#timing.tick;
  }

  #tell(): void {
    this.#toldAt = now();
    this.#news.tell(this.connections, this.#people.size);
  }

  #queue(): void {
    if (this.#queued) return;
    this.#queued = true;
    this.#pacer.add(this);
  }

  #deliver(): void {
    if (this.#pending.length === 0) return;
    const pending = this.#pending;
    this.#pending = [];
    const all = join(pending);
    const spared = new Set(pending.map(({ except }) => except));
    spared.delete(undefined);
    // Backwards: a member that is cut off leaves the list, and the last one takes its place.
    for (let i = this.connections.length - 1; i >= 0; i -= 1) {
      const connection = this.connections[i] as Connection;
      const { id } = connection.member;
      if (spared.size === 0 || !spared.has(id)) connection.write(all);
      else {
        const theirs = join(pending.filter(({ except }) => except !== id));
        if (theirs.length > 0) connection.write(theirs);
      }
    }
    this.flushedAt = now();
  }

  #listed(): Member[] {
    const members: Member[] = [];
    for (const { member } of this.#people.values()) {
      if (members.length === MAX_LISTED) break;
      members.push(member);
    }
    return members;
  }
}

function join(pending: readonly Pending[]): Buffer {
  const [first] = pending;
  return first && pending.length === 1 ? first.frame : Buffer.concat(pending.map(({ frame }) => frame));
}
