import type { Member } from '@lantern/chat/protocol';
import { searchKey } from '@lantern/service/text';

/** Who is in the room, as far as the page was told: the server lists a crowd only in part, but always counts it. */
export class People {
  count = 0;
  #listed = new Map<string, Member>();
  /** Of those who are listed, by what their names are compared by; found out when somebody asks. */
  #namesakes: Map<string, Member[]> | undefined;

  get listed(): Member[] {
    return [...this.#listed.values()];
  }

  /** Whether somebody else here has the same name, or one that looks like it. */
  hasNamesake({ id, name }: Member): boolean {
    this.#namesakes ??= byKey(this.#listed.values());
    return this.#namesakes.get(searchKey(name))?.some((other) => other.id !== id) ?? false;
  }

  /** Somebody by the name that tells them apart from who else is here: with their login when another one is called the same. */
  toldApart(member: Member): Member {
    const { login, name } = member;
    if (!login || login === name || !this.hasNamesake(member)) return member;
    return { ...member, name: `${name} · ${login}` };
  }

  /** Starts anew: on a welcome, and when a crowd moved that was not named. */
  list(members: Member[], count: number): void {
    this.#namesakes = undefined;
    this.#listed = new Map(members.map((member) => [member.id, member]));
    this.count = count;
  }

  /** Those who are listed are called so from now on. */
  renamed(members: Member[]): void {
    this.#namesakes = undefined;
    for (const member of members) if (this.#listed.has(member.id)) this.#listed.set(member.id, member);
  }

  /** @returns how many came: more than `members` when the server named nobody */
  joined(members: Member[], count: number): number {
    this.#namesakes = undefined;
    for (const member of members) this.#listed.set(member.id, member);
    const more = count - this.count;
    this.count = count;
    return members.length || Math.max(0, more);
  }

  /** @returns how many left */
  left(members: Member[], count: number): number {
    this.#namesakes = undefined;
    for (const { id } of members) this.#listed.delete(id);
    const fewer = this.count - count;
    this.count = count;
    return members.length || Math.max(0, fewer);
  }
}

function byKey(members: Iterable<Member>): Map<string, Member[]> {
  const all = new Map<string, Member[]>();
  for (const member of members) {
    const key = searchKey(member.name);
    const same = all.get(key);
    if (same) same.push(member);
    else all.set(key, [member]);
  }
  return all;
}
