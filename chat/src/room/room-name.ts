/** The name of a room. Tokens and notices carry it, and the newest of them counts. */
export class RoomName {
  #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get text(): string {
    return this.#text;
  }

  /**
   * Renames the room, unless something newer is known.
   *
   * @param at when the room had this name, in milliseconds since 1970
   * @returns whether that changed the name
   */
  set(text: string, at: number): boolean {
    if (at < this.#at) return false;
    this.#at = at;
    const changed = this.#text !== text;
    this.#text = text;
    return changed;
  }
}
