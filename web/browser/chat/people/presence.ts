import type { Member } from '@lantern/chat/protocol';

const NAMED_AMONG_OTHERS = 2;

export interface Crowd {
  named: Map<string, string>;
  unnamed: number;
}

/** Who came and who left between two messages: one quiet line. */
export interface Presence {
  joined: Crowd;
  left: Crowd;
}

export type Move = 'joined' | 'left';

export function nobodyMoved(): Presence {
  return { joined: { named: new Map(), unnamed: 0 }, left: { named: new Map(), unnamed: 0 } };
}

/**
 * Folds one more notice into the line. Of a person who came and went, the line says what they did last.
 *
 * @param total how many moved; those who are not among `members` are only counted
 */
export function fold(presence: Presence, move: Move, members: Member[], total: number): void {
  const other = move === 'joined' ? presence.left : presence.joined;
  for (const { id, name } of members) {
    other.named.delete(id);
    presence[move].named.set(id, name);
  }
  presence[move].unnamed += total - members.length;
}

/** Calls people otherwise; says whether any of them is named. */
export function rename(presence: Presence, members: ReadonlyMap<string, Member>): boolean {
  let changed = false;
  for (const { named } of [presence.joined, presence.left])
    for (const [id, name] of named) {
      const now = members.get(id)?.name ?? name;
      if (now === name) continue;
      named.set(id, now);
      changed = true;
    }
  return changed;
}

/** Whom to name and how many to count: three people are named, of more the first two. */
export function summary(crowd: Crowd): { names: string[]; others: number; total: number } {
  const names = [...crowd.named.values()];
  const total = names.length + crowd.unnamed;
  const shown = total <= NAMED_AMONG_OTHERS + 1 ? names : names.slice(0, NAMED_AMONG_OTHERS);
  return { names: shown, others: total - shown.length, total };
}
