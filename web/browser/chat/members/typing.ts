import type { Member } from '@lantern/chat/protocol';

const SIGNAL_INTERVAL = 3_000;
/** Longer than the interval of the signals, so that a member who continues to type stays shown. */
export const TYPING_TIMEOUT = 5_000;

/** Decides when to signal that the reader is typing: at once, then at most every three seconds. */
export class TypingSignal {
  #lastSignal = Number.NEGATIVE_INFINITY;

  due(now: number): boolean {
    if (now - this.#lastSignal < SIGNAL_INTERVAL) return false;
    this.#lastSignal = now;
    return true;
  }

  /** Makes the next signal due at once: the text was sent. */
  reset(): void {
    this.#lastSignal = Number.NEGATIVE_INFINITY;
  }
}

/** The members who are typing, in the order they began. */
export class TypingMembers {
  #members = new Map<string, { name: string; until: number }>();

  add(member: Member, now: number): void {
    this.#members.set(member.id, { name: member.name, until: now + TYPING_TIMEOUT });
  }

  /** @returns whether the member was typing */
  remove(id: string): boolean {
    return this.#members.delete(id);
  }

  clear(): void {
    this.#members.clear();
  }

  names(now: number): string[] {
    for (const [id, { until }] of this.#members) if (until <= now) this.#members.delete(id);
    return [...this.#members.values()].map(({ name }) => name);
  }
}
