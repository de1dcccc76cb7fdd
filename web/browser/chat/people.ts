import type { Member } from '@lantern/chat/protocol';

/** Who is in the room, as far as the page was told: the server lists a crowd only in part, but always counts it. */
export class People {
  count = 0;
  #listed = new Map<string, Member>();

  get listed(): Member[] {
    return [...this.#listed.values()];
  }

  /** Starts anew: on a welcome, and when a crowd moved that was not named. */
  list(members: Member[], count: number): void {
    this.#listed = new Map(members.map((member) => [member.id, member]));
    this.count = count;
  }

  /** Those who are listed are called so from now on. */
  renamed(members: Member[]): void {
    for (const member of members) if (this.#listed.has(member.id)) this.#listed.set(member.id, member);
  }

  /** @returns how many came: more than `members` when the server named nobody */
  joined(members: Member[], count: number): number {
    for (const member of members) this.#listed.set(member.id, member);
    const more = count - this.count;
    this.count = count;
    return members.length || Math.max(0, more);
  }

  /** @returns how many left */
  left(members: Member[], count: number): number {
    for (const { id } of members) this.#listed.delete(id);
    const fewer = this.count - count;
    this.count = count;
    return members.length || Math.max(0, fewer);
  }
}
