import type { RoomCountsReader } from '@lantern/chat/cluster/counts';

export type RoomPresence = ReturnType<typeof roomPresence>;

/**
 * How many people are in rooms now, as chat tells. Nothing here waits for chat or Redis.
 *
 * @param counts what the cluster hears
 */
export function roomPresence(counts: RoomCountsReader) {
  return {
    /** @returns how many people are in the room; null while chat is not heard of */
    peopleIn: (roomId: string): number | null => counts.of(roomId) ?? null,
    /** @returns the ids of the rooms with most people, busiest first */
    busiest: (): string[] => counts.busiest().map(({ roomId }) => roomId),
  };
}
