import { LanternError } from '../errors.ts';
import type { StarRepository } from './repository.ts';

/** More than anybody looks through. */
const MOST_STARS = 1000;

export type StarService = ReturnType<typeof starService>;

/** The stars that people put on rooms, each for themselves. */
export function starService(repository: StarRepository) {
  return {
    /**
     * Puts a star on a room; on one that has it already nothing changes.
     *
     * @throws LanternError `room_not_found`, also for a room that only its members know; `stars_full`
     */
    async star(userId: string, roomId: string): Promise<void> {
      const outcome = await repository.add({ userId, roomId, most: MOST_STARS });
      if (outcome === 'not_found') throw new LanternError('room_not_found');
      if (outcome === 'full') throw new LanternError('stars_full');
    },

    /** Takes the star off a room, if there is one. */
    unstar: (userId: string, roomId: string): Promise<void> => repository.remove(userId, roomId),
  };
}
