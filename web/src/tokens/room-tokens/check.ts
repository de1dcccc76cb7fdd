import { LanternError } from '../../errors.ts';
import { demandEntry, type RoomService } from '../../rooms/index.ts';
import type { RoomPass, TokenService } from '../service.ts';
import { roomRules } from './room-tokens.ts';

/**
 * Whether who shows a room token may still enter, and whether all that it says of them is still so: who was muted, or is no
 * moderator any more, needs a new one.
 *
 * @returns when that was so: milliseconds since 1970 by the database's clock
 * @throws LanternError `room_not_found`, `token_revoked`, and what `demandEntry` throws
 */
export async function checkEntry({ person, roomId, rules }: RoomPass, rooms: RoomService): Promise<number> {
  const standing = await rooms.standingOf(person.id, roomId);
  demandEntry(person, standing);
  const [now, current] = [person.asOf / 1000, roomRules(standing)];
  const mutedUntil = (rules.muted_until ?? 0) > now ? rules.muted_until : undefined;
  const isCurrent =
    rules.role === current.role &&
    rules.slow_mode === current.slow_mode &&
    mutedUntil === current.muted_until;
  if (!isCurrent) throw new LanternError('token_revoked');
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
