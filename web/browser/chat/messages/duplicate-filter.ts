import type { Frame } from '@lantern/chat/protocol';

const MAX_REMEMBERED = 2_000;

/**
 * Recognises a message that arrives a second time: its sender lost the connection before the server's answer came, and sent the
 * message again under the same `ref`. Only the newest pairs of sender and `ref` are remembered.
 */
export class DuplicateFilter {
  #known = new Set<string>();

  /** Returns whether the message is a duplicate, and remembers it. */
  isDuplicate({ from, ref }: Pick<Frame<'message'>, 'from' | 'ref'>): boolean {
    return ref !== undefined && this.isKnown(`${from.id} ${ref}`);
  }

  /** Returns whether this name came before, and remembers it. */
  isKnown(name: string): boolean {
    if (this.#known.has(name)) return true;
    this.#known.add(name);
    for (const oldest of this.#known) {
      if (this.#known.size <= MAX_REMEMBERED) break;
      this.#known.delete(oldest);
    }
    return false;
  }
}
