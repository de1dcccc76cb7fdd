import { LanternError } from '../../errors.ts';
import { type Holder, may } from '../../permissions.ts';
import type { EntryRepository, Standing } from './repository.ts';

/** Whether somebody passes the restriction of a room. Nobody is let off, not even its owner. */
const passesRestriction = (person: Holder, { room: { restriction } }: Standing): boolean =>
  restriction === null || may(person, restriction);

/**
 * Why somebody may not enter a room. A ban comes first: whoever is banned reads so, whatever else keeps them out.
 *
 * @param standing of that person in the room
 * @returns `room_banned` (its members `reason` and `until` as ISO 8601, null: none given, for good), `room_members_only`,
 * `room_restricted`; undefined: they may enter
 */
export function entryRefusal(person: Holder, standing: Standing): LanternError | undefined {
  const { room, role, ban } = standing;
  if (ban) {
    const members = { reason: ban.reason, until: ban.until?.toISOString() ?? null };
    return new LanternError('room_banned', { members });
  }
  if (room.entry === 'members' && role === null) return new LanternError('room_members_only');
  if (!passesRestriction(person, standing)) return new LanternError('room_restricted');
  return undefined;
}

/** @throws LanternError what `entryRefusal` returns */
export function demandEntry(person: Holder, standing: Standing): void {
  const refusal = entryRefusal(person, standing);
  if (refusal) throw refusal;
}

/** Whether somebody who may enter a room may invite others: everybody where everybody enters, else the owner and moderators. */
export const mayInvite = ({ room, role }: Pick<Standing, 'room' | 'role'>): boolean =>
  room.entry === 'everybody' || role === 'owner' || role === 'moderator';

const ROOM_PAGE = /^\/chat\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\?|$)/;

export function roomEntry(repository: EntryRepository) {
  async function standingOf(userId: string, roomId: string): Promise<Standing> {
    const standing = await repository.find({ userId, roomId });
    if (!standing) throw new LanternError('room_not_found');
    return standing;
  }

  return {
    /**
     * What previews of links may tell of a page to anybody.
     *
     * @param path with or without a query
     * @returns undefined unless it is the page of a room that is listed, for everybody and without restriction
     */
    async preview(path: string): Promise<{ name: string; description: string | null } | undefined> {
      const [, id] = ROOM_PAGE.exec(path) ?? [];
      return id === undefined ? undefined : repository.findPublic(id);
    },

    /**
     * What an account is in a room, with the room, in one statement. Whatever lets somebody in asks this.
     *
     * @throws LanternError `room_not_found`
     */
    standingOf,

    /**
     * As `standingOf`, of who may enter.
     *
     * @throws LanternError `room_not_found`, and what `demandEntry` throws
     */
    async standingToEnter(person: Holder & { id: string }, roomId: string): Promise<Standing> {
      const standing = await standingOf(person.id, roomId);
      demandEntry(person, standing);
      return standing;
    },
  };
}
