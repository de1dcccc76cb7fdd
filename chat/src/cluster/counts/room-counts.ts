/** How many people one process has in a room. Nobody's name or id is among it. */
export type RoomCount = {
  /** People who are in the room on this process only. */
  alone: number;
  /** People who are there on other processes as well. */
  shared: number;
};

export const NOBODY: RoomCount = { alone: 0, shared: 0 };

export const isNobody = ({ alone, shared }: RoomCount): boolean => alone + shared === 0;

/** What a process counts, by the ids of the rooms. */
export type Counts = ReadonlyMap<string, RoomCount>;

/** Chat tells web through this how many people are in which room. */
export type RoomCounts = {
  /**
   * Called by chat, about once a second.
   *
   * @param changed the rooms whose count has changed since the last call
   * @param all every room of this process with people in it, for whoever knows none yet
   */
  tell(changed: Counts, all: Counts): void;
  /** Called by web: it hears of all processes from now on. */
  listen(): RoomCountsReader;
};

export type RoomCountsReader = {
  /** @returns how many people are in the room; undefined when no chat process is heard of */
  of(roomId: string): number | undefined;
  /** @returns the rooms with most people, busiest first, at most {@link MOST_BUSIEST} */
  busiest(): readonly BusyRoom[];
};

export type BusyRoom = { roomId: string; people: number };

/** More than a page lists: some of them may not be shown to who asks, and somebody may fill rooms of that kind on purpose. */
export const MOST_BUSIEST = 1000;
