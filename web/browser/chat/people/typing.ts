import type { Member } from '@lantern/chat/protocol';

const TELL_EVERY = 3_000;
/** Longer than the pause between two signals, so that somebody who goes on typing does not flicker. */
export const TYPING_LASTS = 5_000;

/** When to tell the others that one is typing: at once, then at most every three seconds. */
export class TypingSignal {
  #told = Number.NEGATIVE_INFINITY;

  due(now: number): boolean {
    if (now - this.#told < TELL_EVERY) return false;
    this.#told = now;
    return true;
  }

  /** What was typed is sent: typing again is news at once. */
  reset(): void {
    this.#told = Number.NEGATIVE_INFINITY;
  }
}

/** Who is typing, in the order they began. */
export class Typists {
  #until = new Map<string, { name: string; until: number }>();

  add(member: Member, now: number): void {
    this.#until.set(member.id, { name: member.name, until: now + TYPING_LASTS });
  }

  remove(id: string): void {
    this.#until.delete(id);
  }

  clear(): void {
    this.#until.clear();
  }

  names(now: number): string[] {
    for (const [id, { until }] of this.#until) if (until <= now) this.#until.delete(id);
    return [...this.#until.values()].map(({ name }) => name);
  }
}
