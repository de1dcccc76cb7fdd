import type { Frame } from '@lantern/chat/protocol';

const REMEMBERED = 2_000;

/**
 * Recognises a message that arrives a second time: its sender's connection broke before our server's answer came, so
 * they sent it again under the same `ref`. Nothing but the newest pairs of sender and `ref` is remembered.
 */
export class Seen {
  #known = new Set<string>();

  /** Whether this is a repetition; from now on it is known. */
  repeats({ from, ref }: Pick<Frame<'message'>, 'from' | 'ref'>): boolean {
    if (ref === undefined) return false;
    const key = `${from.id} ${ref}`;
    if (this.#known.has(key)) return true;
    this.#known.add(key);
    for (const oldest of this.#known) {
      if (this.#known.size <= REMEMBERED) break;
      this.#known.delete(oldest);
    }
    return false;
  }
}
