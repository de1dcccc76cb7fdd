import type { Member } from '@lantern/chat/protocol';
import { searchKey } from '@lantern/service/text';

/** The members of the room, as far as the page knows them: the server lists only a part of a crowd, but always counts it. */
export class RoomMembers {
  count = 0;
  #listed = new Map<string, Member>();
  /** The listed members by the key that their names are compared by; built on demand. */
  #byNameKey: Map<string, Member[]> | undefined;
  /** Keys of names: in a crowd somebody comes or goes with nearly every frame, and all keys would be made anew. */
  #keys = new Map<string, string>();

  get listed(): Member[] {
    return [...this.#listed.values()];
  }

  /** Whether another listed member has the same name, or one that looks like it. */
  hasNamesake({ id, name }: Member): boolean {
    this.#byNameKey ??= this.#groupByNameKey();
    return this.#byNameKey.get(this.#keyOf(name))?.some((other) => other.id !== id) ?? false;
  }

  /** Adds the login to the name of a member who has a namesake in the room. */
  withDistinctName(member: Member): Member {
    const { login, name } = member;
    if (!login || login === name || !this.hasNamesake(member)) return member;
    return { ...member, name: `${name} · ${login}` };
  }

  /** The name whose mention means this member, and nobody else in the room; undefined: not a listed member. */
  mentionNameOf(id: string): string | undefined {
    const member = this.#listed.get(id);
    if (!member) return undefined;
    return member.login && this.hasNamesake(member) ? member.login : member.name;
  }

  /** Replaces the whole list: on a welcome, and after a crowd moved that the server did not name. */
  replace(members: Member[], count: number): void {
    this.#byNameKey = undefined;
    this.#listed = new Map(members.map((member) => [member.id, member]));
    this.count = count;
  }

  /** Updates the names of those members who are listed. */
  rename(members: Member[]): void {
    this.#byNameKey = undefined;
    for (const member of members) if (this.#listed.has(member.id)) this.#listed.set(member.id, member);
  }

  /** @returns how many members joined: more than `members` when the server named nobody */
  joined(members: Member[], count: number): number {
    this.#byNameKey = undefined;
    for (const member of members) this.#listed.set(member.id, member);
    const added = count - this.count;
    this.count = count;
    return members.length || Math.max(0, added);
  }

  /** @returns how many members left */
  left(members: Member[], count: number): number {
    this.#byNameKey = undefined;
    for (const { id } of members) this.#listed.delete(id);
    const removed = this.count - count;
    this.count = count;
    return members.length || Math.max(0, removed);
  }

  #groupByNameKey(): Map<string, Member[]> {
    if (this.#keys.size > 2 * this.#listed.size) this.#keys.clear();
    const groups = new Map<string, Member[]>();
    for (const member of this.#listed.values()) {
      const key = this.#keyOf(member.name);
      const group = groups.get(key);
      if (group) group.push(member);
      else groups.set(key, [member]);
    }
    return groups;
  }

  #keyOf(name: string): string {
    let key = this.#keys.get(name);
    if (key === undefined) {
      key = searchKey(name);
      this.#keys.set(name, key);
    }
    return key;
  }
}
