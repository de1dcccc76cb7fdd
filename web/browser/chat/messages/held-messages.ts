import type { MessageView } from './message-view.ts';

/** From so many on, messages that the log has removed are forgotten. */
const CHECK_FROM = 600;

/** The messages that the page holds, by the server's ids: what replies, corrections and reactions point to. */
export class HeldMessages {
  #messages = new Map<string, MessageView>();
  #checkFrom = CHECK_FROM;

  /** Adds a message that the log has, or is about to show. */
  add(message: MessageView): void {
    if (message.id === undefined) return;
    // An id is its message's for good: nobody puts another one in its place.
    if (!this.#messages.has(message.id)) this.#messages.set(message.id, message);
    if (this.#messages.size >= this.#checkFrom) this.#forgetRemoved();
  }

  find(id: string): MessageView | undefined {
    return this.#messages.get(id);
  }

  /** All of them, in the order in which they came. */
  get all(): MessageView[] {
    return [...this.#messages.values()];
  }

  #forgetRemoved(): void {
    // The log shows new messages a moment later; those at the end may not be in the page yet.
    const settled = [...this.#messages].slice(0, -CHECK_FROM / 2);
    for (const [id, { element }] of settled) if (!element.isConnected) this.#messages.delete(id);
    this.#checkFrom = this.#messages.size + CHECK_FROM / 2;
  }
}
