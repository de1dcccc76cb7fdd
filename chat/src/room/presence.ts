import type { RoomRelay } from '../cluster/cluster.ts';
import type { RoomCount } from '../cluster/counts/room-counts.ts';
import { MAX_LISTED, type Member, type MemberRole } from '../protocol.ts';

/** A moment before this process began. It is an integer, which V8 keeps without a heap object. */
const LONG_AGO = -1_000_000_000;

/** A change that the members of a room see. */
export type PresenceChange = 'joined' | 'left' | 'renamed';

type Person = {
  member: Member;
  /** When the member took this name, in seconds since 1970 by the clock that dates tokens; 0 if the name comes from a peer. */
  namedAt: number;
  /** When the member had this role, in the same way. */
  roleAt: number;
  /** How many sockets the member has on this process. */
  sockets: number;
  /** The peers that the member is on. */
  peers: Set<string> | undefined;
  leavesAt: number;
  typedAt: number;
};

export type PresenceParts = {
  /** In milliseconds: a member stays present this long after their last tab closed. */
  grace: number;
  /** Called when the count may have changed. */
  countTouched: () => void;
  /** Called when a member joins, leaves or is renamed, on this process or on a peer. */
  changed: (kind: PresenceChange, member: Member) => void;
  /** Tells the peers which members join, leave and are renamed on this process. */
  notifyPeers: Pick<RoomRelay, 'memberJoinedOrRenamed' | 'memberLeft'>;
};

/** The members of a room: those on this process and those on its peers, merged. */
export class Presence {
  readonly #people = new Map<string, Person>();
  /** Members whose last tab here closed; they may only be reloading. */
  readonly #leaving = new Set<Person>();
  /** How many of the people are on a peer. */
  #onPeers = 0;
  readonly #grace: number;
  /** The first members as JSON, cached because every newcomer is sent it. */
  #roster: string | undefined;
  readonly #countTouched: () => void;
  readonly #changed: PresenceParts['changed'];
  readonly #notifyPeers: PresenceParts['notifyPeers'];

  constructor({ grace, countTouched, changed, notifyPeers }: PresenceParts) {
    this.#grace = grace;
    this.#countTouched = countTouched;
    this.#changed = changed;
    this.#notifyPeers = notifyPeers;
  }

  get size(): number {
    return this.#people.size;
  }

  /** Whether a member's last tab closed within the grace. */
  get lingering(): boolean {
    return this.#leaving.size > 0;
  }

  /** How many people have a tab open on this process. A grace is for those who watch somebody leave, and does not count. */
  count(): RoomCount {
    if (this.#onPeers === 0) return { alone: this.#people.size - this.#leaving.size, shared: 0 };
    const count = { alone: 0, shared: 0 };
    for (const { sockets, peers } of this.#people.values())
      if (sockets > 0) count[peers ? 'shared' : 'alone'] += 1;
    return count;
  }

  has(id: string): boolean {
    return this.#people.has(id);
  }

  /** Returns the first members, at most `most` of them. */
  listed(most: number): Member[] {
    return this.#people
      .values()
      .take(most)
      .map(({ member }) => member)
      .toArray();
  }

  /** The first `MAX_LISTED` members, as the JSON of a list without its brackets. */
  roster(): string {
    this.#roster ??= this.listed(MAX_LISTED)
      .map((member) => JSON.stringify(member))
      .join(',');
    return this.#roster;
  }

  /** The members on this process, including those whose last tab closed within the grace. */
  localMembers(): Member[] {
    const members: Member[] = [];
    for (const person of this.#people.values()) if (this.#isLocal(person)) members.push(person.member);
    return members;
  }

  /**
   * A member opened a socket on this process.
   *
   * @param at when the member had this name and this role, in seconds since 1970
   * @returns the member as the room knows them: an older token may hold an older name
   */
  enter(member: Member, at: number): Member {
    const person = this.#find(member);
    this.rename(member, at);
    this.setRole(member.id, member.role, at);
    if (!this.#isLocal(person)) this.#notifyPeers.memberJoinedOrRenamed(person.member);
    this.#leaving.delete(person);
    person.sockets += 1;
    this.#countTouched();
    return person.member;
  }

  /** Changes the name of a member, unless a newer one is known. */
  rename(member: Member, at: number): void {
    const person = this.#people.get(member.id);
    if (!person || at < person.namedAt) return;
    person.namedAt = at;
    if (person.member.name === member.name) return;
    // A notice holds neither login nor role, so what is known stays.
    this.#change(person, { ...person.member, ...member, ...roleOf(person.member.role) });
  }

  /** Changes the role of a member, unless a newer one is known. */
  setRole(id: string, role: MemberRole | undefined, at: number): void {
    const person = this.#people.get(id);
    if (!person || at < person.roleAt) return;
    person.roleAt = at;
    if (person.member.role === role) return;
    const { role: _before, ...rest } = person.member;
    this.#change(person, { ...rest, ...roleOf(role) });
  }

  /** @param forGood without the grace that a reload gets */
  leave(id: string, forGood: boolean, moment: number): void {
    const person = this.#people.get(id);
    if (!person || person.sockets === 0) return;
    person.sockets -= 1;
    if (person.sockets > 0) return;
    this.#countTouched();
    person.leavesAt = moment + this.#grace;
    this.#leaving.add(person);
    if (forGood) this.#depart(person);
  }

  /** Removes members whose grace is over. */
  tick(moment: number): void {
    this.#roster = undefined;
    for (const person of this.#leaving) if (person.leavesAt <= moment) this.#depart(person);
  }

  /** Notes that a member types. @returns false if the member typed within the `interval` milliseconds before `moment` */
  types(id: string, moment: number, interval: number): boolean {
    const person = this.#people.get(id);
    if (!person || moment - person.typedAt < interval) return false;
    person.typedAt = moment;
    return true;
  }

  /** Replaces the list of the members on a peer, which is another chat process. */
  setPeerMembers(peer: string, members: readonly Member[]): void {
    const ids = new Set(members.map(({ id }) => id));
    for (const { member, peers } of this.#people.values())
      if (peers?.has(peer) && !ids.has(member.id)) this.peerMemberLeft(peer, member.id);
    for (const member of members) this.peerMemberJoinedOrRenamed(peer, member);
  }

  peerMemberJoinedOrRenamed(peer: string, member: Member): void {
    const person = this.#find(member);
    if (!person.peers) {
      this.#onPeers += 1;
      this.#countTouched();
    }
    person.peers ??= new Set();
    person.peers.add(peer);
    // A member on this process keeps the name of their token, which is newer.
    if (!this.#isLocal(person)) this.#setMember(person, member);
  }

  peerMemberLeft(peer: string, id: string): void {
    const person = this.#people.get(id);
    if (!person?.peers?.delete(peer)) return;
    if (person.peers.size === 0) {
      person.peers = undefined;
      this.#onPeers -= 1;
      this.#countTouched();
    }
    this.#dropIfGone(person);
  }

  #isLocal(person: Person): boolean {
    return person.sockets > 0 || this.#leaving.has(person);
  }

  #change(person: Person, member: Member): void {
    this.#setMember(person, member);
    // The peers may have missed the notice, so a process that gets the change from a token tells them.
    if (this.#isLocal(person)) this.#notifyPeers.memberJoinedOrRenamed(member);
  }

  #setMember(person: Person, member: Member): void {
    if (person.member.name === member.name && person.member.role === member.role) return;
    person.member = member;
    this.#roster = undefined;
    this.#changed('renamed', member);
  }

  #find(member: Member): Person {
    const present = this.#people.get(member.id);
    if (present) return present;
    const person = {
      member,
      namedAt: 0,
      roleAt: 0,
      sockets: 0,
      peers: undefined,
      leavesAt: 0,
      typedAt: LONG_AGO,
    };
    this.#people.set(member.id, person);
    if (this.#roster && this.#people.size <= MAX_LISTED) this.#roster += `,${JSON.stringify(member)}`;
    this.#changed('joined', member);
    return person;
  }

  #depart(person: Person): void {
    this.#leaving.delete(person);
    this.#notifyPeers.memberLeft(person.member.id);
    this.#dropIfGone(person);
  }

  #dropIfGone(person: Person): void {
    if (person.peers || this.#isLocal(person)) return;
    this.#people.delete(person.member.id);
    this.#roster = undefined;
    this.#changed('left', person.member);
  }
}

/** Without a role there is no property, so that the JSON of most members does not grow. */
const roleOf = (role: MemberRole | undefined): { role?: MemberRole } => (role === undefined ? {} : { role });
