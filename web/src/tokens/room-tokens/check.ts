import { LanternError } from '../../errors.ts';
import { demandEntry, type RoomService } from '../../rooms/index.ts';
import type { RoomPass, TokenService } from '../service.ts';

/**
 * Whether who shows a room token may still enter.
 *
 * @returns when that was so: milliseconds since 1970 by the database's clock
 * @throws LanternError `room_not_found`, and what `demandEntry` throws
 */
export async function checkEntry({ person, roomId }: RoomPass, rooms: RoomService): Promise<number> {
  demandEntry(person, await rooms.standingOf(person.id, roomId));
  return person.asOf;
}

/**
 * `GET /auth/room-token` without HTTP, for a chat in the same process.
 *
 * @returns undefined for a token that lets nobody in any more; rejects where HTTP would answer 500
 */
export function introspectInProcess(tokens: TokenService, rooms: RoomService) {
  return async (token: string): Promise<number | undefined> => {
    try {
      return await checkEntry(await tokens.authenticateInRoom(token), rooms);
    } catch (error) {
      if (error instanceof LanternError && error.status < 500) return undefined;
      throw error;
    }
  };
}
