import type { Member } from '@lantern/chat/protocol';

const NAMES_BESIDE_OTHERS = 2;

/** Members who moved in one direction: some by id and name, the others as a number. */
export interface MemberGroup {
  named: Map<string, string>;
  unnamed: number;
}

/** The members who joined and left between two messages: one line of the log. */
export interface PresenceNotice {
  joined: MemberGroup;
  left: MemberGroup;
}

export type PresenceChange = 'joined' | 'left';

export function emptyPresenceNotice(): PresenceNotice {
  return { joined: { named: new Map(), unnamed: 0 }, left: { named: new Map(), unnamed: 0 } };
}

/**
 * Adds one more change to the notice. For a member who joined and left, the notice keeps the last change only.
 *
 * @param total how many members it concerns; those who are not among `members` are only counted
 */
export function addPresenceChange(
  notice: PresenceNotice,
  { change, members, total }: { change: PresenceChange; members: Member[]; total: number },
): void {
  const opposite = change === 'joined' ? notice.left : notice.joined;
  for (const { id, name } of members) {
    opposite.named.delete(id);
    notice[change].named.set(id, name);
  }
  notice[change].unnamed += total - members.length;
}

/** Replaces old names in the notice; returns whether it contained any. */
export function renameInPresenceNotice(
  notice: PresenceNotice,
  members: ReadonlyMap<string, Member>,
): boolean {
  let changed = false;
  for (const { named } of [notice.joined, notice.left])
    for (const [id, name] of named) {
      const newName = members.get(id)?.name ?? name;
      if (newName === name) continue;
      named.set(id, newName);
      changed = true;
    }
  return changed;
}

/** Which members to name and how many to count: up to three are named, of more only the first two. */
export function summarize(group: MemberGroup): { names: string[]; others: number; total: number } {
  const names = [...group.named.values()];
  const total = names.length + group.unnamed;
  const shown = total <= NAMES_BESIDE_OTHERS + 1 ? names : names.slice(0, NAMES_BESIDE_OTHERS);
  return { names: shown, others: total - shown.length, total };
}
