import type { RoomLink } from '../cluster/cluster.ts';
import { MAX_LISTED, type Member } from '../protocol.ts';

/** Before this process began; whole, so that V8 keeps it without a heap object. */
const LONG_AGO = -1_000_000_000;

/** The change of somebody's presence that a room is told. */
export type Told = 'joined' | 'left' | 'renamed';

type Person = {
  member: Member;
  /** When the name was theirs, in seconds since 1970 by the clock that dates tokens; 0 when another process told it. */
  namedAt: number;
  /** How many there are on this process. */
  sockets: number;
  /** The other processes that the person is on. */
  elsewhere: Set<string> | undefined;
  leavesAt: number;
  typedAt: number;
};

/** Who is in a room, on this process and on the others; tells the room who came and went, and the others who did so here. */
export class Presence {
  readonly #people = new Map<string, Person>();
  /** Those whose last tab here closed and who may only be reloading. */
  readonly #leaving = new Set<Person>();
  readonly #grace: number;
  /** The first of them as JSON: kept while people come, since each of these is told of all. */
  #roster: string | undefined;
  readonly #told: (kind: Told, member: Member) => void;
  readonly #link: Pick<RoomLink, 'memberJoined' | 'memberLeft'>;

  /**
   * @param grace milliseconds that somebody is still there after their last tab closed
   * @param told is told of everybody who comes into the room, leaves it or is called otherwise, wherever
   * @param link is told of those who do so here
   */
  constructor(
    grace: number,
    told: (kind: Told, member: Member) => void,
    link: Pick<RoomLink, 'memberJoined' | 'memberLeft'>,
  ) {
    this.#grace = grace;
    this.#told = told;
    this.#link = link;
  }

  get size(): number {
    return this.#people.size;
  }

  /** Whether somebody's grace runs. */
  get lingering(): boolean {
    return this.#leaving.size > 0;
  }

  has(id: string): boolean {
    return this.#people.has(id);
  }

  /** Some of them, at most so many. */
  listed(most: number): Member[] {
    return this.#people
      .values()
      .take(most)
      .map(({ member }) => member)
      .toArray();
  }

  /** The first `MAX_LISTED` of them, as the JSON of a list without its brackets. */
  roster(): string {
    this.#roster ??= this.listed(MAX_LISTED)
      .map((member) => JSON.stringify(member))
      .join(',');
    return this.#roster;
  }

  /** Those on this process, the ones whose grace runs among them. */
  localMembers(): Member[] {
    const members: Member[] = [];
    for (const person of this.#people.values()) if (this.#isHere(person)) members.push(person.member);
    return members;
  }

  /**
   * One more socket of somebody on this process.
   *
   * @param namedAt when the name was theirs, in seconds since 1970
   * @returns the person as the room knows them: an older token may hold an older name
   */
  enter(member: Member, namedAt: number): Member {
    const person = this.#find(member);
    this.rename(member, namedAt);
    if (!this.#isHere(person)) this.#link.memberJoined(person.member);
    this.#leaving.delete(person);
    person.sockets += 1;
    return person.member;
  }

  /** Calls somebody who is here otherwise, unless a newer name is known. */
  rename(member: Member, at: number): void {
    const person = this.#people.get(member.id);
    if (!person || at < person.namedAt) return;
    person.namedAt = at;
    if (person.member.name === member.name) return;
    // The news holds no login: it stays.
    const renamed = { ...person.member, ...member };
    this.#call(person, renamed);
    // Whoever learnt it from a token tells those who did not hear the news.
    if (this.#isHere(person)) this.#link.memberJoined(renamed);
  }

  /** @param forGood without the grace that a reload gets */
  leave(id: string, forGood: boolean, moment: number): void {
    const person = this.#people.get(id);
    if (!person || person.sockets === 0) return;
    person.sockets -= 1;
    if (person.sockets > 0) return;
    person.leavesAt = moment + this.#grace;
    this.#leaving.add(person);
    if (forGood) this.#depart(person);
  }

  /** Lets those go whose time is over. */
  tick(moment: number): void {
    this.#roster = undefined;
    for (const person of this.#leaving) if (person.leavesAt <= moment) this.#depart(person);
  }

  /** Whether `id` has not typed within the `pause` milliseconds before `moment`; from then on they have. */
  types(id: string, moment: number, pause: number): boolean {
    const person = this.#people.get(id);
    if (!person || moment - person.typedAt < pause) return false;
    person.typedAt = moment;
    return true;
  }

  /** Replaces the list of the members on a peer, which is another chat process. */
  setPeerMembers(peer: string, members: readonly Member[]): void {
    const ids = new Set(members.map(({ id }) => id));
    for (const { member, elsewhere } of this.#people.values())
      if (elsewhere?.has(peer) && !ids.has(member.id)) this.peerMemberLeft(peer, member.id);
    for (const member of members) this.peerMemberJoined(peer, member);
  }

  peerMemberJoined(peer: string, member: Member): void {
    const person = this.#find(member);
    person.elsewhere ??= new Set();
    person.elsewhere.add(peer);
    // The token of whoever is here knows better.
    if (!this.#isHere(person)) this.#call(person, member);
  }

  peerMemberLeft(peer: string, id: string): void {
    const person = this.#people.get(id);
    if (!person?.elsewhere?.delete(peer)) return;
    if (person.elsewhere.size === 0) person.elsewhere = undefined;
    this.#dropIfGone(person);
  }

  #isHere(person: Person): boolean {
    return person.sockets > 0 || this.#leaving.has(person);
  }

  #call(person: Person, member: Member): void {
    if (person.member.name === member.name) return;
    person.member = member;
    this.#roster = undefined;
    this.#told('renamed', member);
  }

  #find(member: Member): Person {
    const present = this.#people.get(member.id);
    if (present) return present;
    const person = {
      member,
      namedAt: 0,
      sockets: 0,
      elsewhere: undefined,
      leavesAt: 0,
      typedAt: LONG_AGO,
    };
    this.#people.set(member.id, person);
    if (this.#roster && this.#people.size <= MAX_LISTED) this.#roster += `,${JSON.stringify(member)}`;
    this.#told('joined', member);
    return person;
  }

  #depart(person: Person): void {
    this.#leaving.delete(person);
    this.#link.memberLeft(person.member.id);
    this.#dropIfGone(person);
  }

  #dropIfGone(person: Person): void {
    if (person.elsewhere || this.#isHere(person)) return;
    this.#people.delete(person.member.id);
    this.#roster = undefined;
    this.#told('left', person.member);
  }
}
