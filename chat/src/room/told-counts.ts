import { type Counts, isNobody, type RoomCount } from '../cluster/counts/room-counts.ts';
import type { Presence } from './presence.ts';

/** How many people are in the rooms of this process, as web was told last, and the rooms where that may have changed. */
export class ToldCounts {
  readonly #told = new Map<string, RoomCount>();
  readonly #touched = new Map<string, Presence>();

  /** Every room with people in it. */
  get all(): Counts {
    return this.#told;
  }

  /** Notes that somebody came to a room or left it. */
  touch(roomId: string, presence: Presence): void {
    this.#touched.set(roomId, presence);
  }

  /** @returns the rooms whose count has changed since the last call */
  takeChanged(): Counts {
    const changed = new Map<string, RoomCount>();
    for (const [roomId, presence] of this.#touched) {
      const count = presence.count();
      const told = this.#told.get(roomId);
      if (count.alone === (told?.alone ?? 0) && count.shared === (told?.shared ?? 0)) continue;
      changed.set(roomId, count);
      if (isNobody(count)) this.#told.delete(roomId);
      else this.#told.set(roomId, count);
    }
    this.#touched.clear();
    return changed;
  }
}
