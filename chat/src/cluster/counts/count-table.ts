import { now } from '../../timing.ts';
import {
  type BusyRoom,
  type Counts,
  isNobody,
  MOST_BUSIEST,
  NOBODY,
  type RoomCount,
  type RoomCountsReader,
} from './room-counts.ts';

/** In milliseconds: to look through all rooms for the busiest takes some, so it is done so often at most. */
const BUSIEST_EVERY = 1000;

/** How many people are in which room on all processes. */
export class CountTable implements RoomCountsReader {
  readonly #processes = new Map<string, Map<string, RoomCount>>();
  readonly #totals = new Map<string, number>();
  #busiest: readonly BusyRoom[] = [];
  #busiestAt = Number.NEGATIVE_INFINITY;
  #changed = false;

  of(roomId: string): number | undefined {
    return this.#processes.size === 0 ? undefined : (this.#totals.get(roomId) ?? 0);
  }

  busiest(): readonly BusyRoom[] {
    const moment = now();
    if (!this.#changed || moment - this.#busiestAt < BUSIEST_EVERY) return this.#busiest;
    this.#busiestAt = moment;
    this.#changed = false;
    this.#busiest = busiestOf(this.#totals);
    return this.#busiest;
  }

  /** Notes what has changed on a process, which may be a new one. */
  apply(processId: string, changed: Counts): void {
    let counts = this.#processes.get(processId);
    if (!counts) {
      counts = new Map();
      this.#processes.set(processId, counts);
    }
    for (const [roomId, count] of changed) {
      if (isNobody(count)) counts.delete(roomId);
      else counts.set(roomId, count);
      this.#addUp(roomId);
    }
  }

  /** Replaces all that is known of a process. */
  replace(processId: string, all: Counts): void {
    const gone = [...(this.#processes.get(processId)?.keys() ?? [])].filter((roomId) => !all.has(roomId));
    this.apply(processId, new Map(gone.map((roomId) => [roomId, NOBODY])));
    this.apply(processId, all);
  }

  /** Forgets a process that is gone. */
  remove(processId: string): void {
    this.replace(processId, new Map());
    this.#processes.delete(processId);
  }

  /**
   * Each process that somebody is on counts them as shared, so that the most of these are the people who are on several. A process
   * that is gone is missed by nobody. If some people are on one pair of processes and some on another, they are counted too few.
   */
  #addUp(roomId: string): void {
    let [alone, shared] = [0, 0];
    for (const counts of this.#processes.values()) {
      const count = counts.get(roomId) ?? NOBODY;
      alone += count.alone;
      shared = Math.max(shared, count.shared);
    }
    const total = alone + shared;
    if (total === (this.#totals.get(roomId) ?? 0)) return;
    if (total > 0) this.#totals.set(roomId, total);
    else this.#totals.delete(roomId);
    this.#changed = true;
  }
}

/** Rooms with equally many people are in the order of their ids, so that a list does not change when nothing has. */
const isBusier = (one: BusyRoom, other: BusyRoom) =>
  one.people > other.people || (one.people === other.people && one.roomId > other.roomId);

/** One pass: most rooms are compared with the last of the list alone. */
function busiestOf(totals: ReadonlyMap<string, number>): BusyRoom[] {
  const list: BusyRoom[] = [];
  for (const [roomId, people] of totals) {
    const room = { roomId, people };
    const last = list[MOST_BUSIEST - 1];
    if (last && !isBusier(room, last)) continue;
    let at = list.length;
    while (at > 0 && isBusier(room, list[at - 1] as BusyRoom)) at -= 1;
    list.splice(at, 0, room);
    list.length = Math.min(list.length, MOST_BUSIEST);
  }
  return list;
}
