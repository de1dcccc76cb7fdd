import { violatedIndex, violatedReference } from '@lantern/db';
import { v7 as uuid } from 'uuid';
import type { ErrorCode } from '../errors.ts';
import { LanternError } from '../errors.ts';
import type { Limits } from '../limits/limits.ts';
import { type Page, readPage } from '../paging.ts';
import type { Holder } from '../permissions.ts';
import { mayInvite, type RoomService, restrictionsFor, type Standing } from '../rooms/index.ts';
import { type Invitation, type Invite, type InviteRepository, MEMBERS_KEY, ROOM_KEY } from './repository.ts';
import type { NewInvite } from './schemas.ts';
import { hashOfInvite, newInviteToken } from './tokens.ts';

export type { Invitation, Invite } from './repository.ts';
export type InviteService = ReturnType<typeof inviteService>;

const PAGE_SIZE = 20;

type Person = Holder & { id: string };

/** Who sees and revokes all invites of a room; anybody else only their own. */
const isInCharge = (role: Standing['role']): boolean => role === 'owner' || role === 'moderator';

/**
 * @param parts.rooms says what somebody is in a room
 */
export function inviteService(parts: {
  repository: InviteRepository;
  rooms: Pick<RoomService, 'standingToEnter'>;
  limits: Limits;
}) {
  const { repository, rooms, limits } = parts;

  /** @throws LanternError `room_not_found`, what `demandEntry` throws, `permission_missing` */
  async function inviterIn(person: Person, roomId: string): Promise<Standing> {
    const standing = await rooms.standingToEnter(person, roomId);
    if (!mayInvite(standing)) throw new LanternError('permission_missing');
    return standing;
  }

  async function find(token: string, userId: string | undefined): Promise<Invitation> {
    const hash = hashOfInvite(token);
    const found = hash && (await repository.find(hash, userId));
    if (!found) throw new LanternError('invite_not_found');
    return found;
  }

  /** @returns the room that the invite opened, or has opened for this person before */
  async function use(hash: string, person: Person): Promise<string | undefined> {
    try {
      return await repository.use(hash, { userId: person.id, passes: restrictionsFor(person) });
    } catch (error) {
      // The same person at the same moment: they are a member by now.
      if (violatedIndex(error) === MEMBERS_KEY) return undefined;
      throw error;
    }
  }

  return {
    /**
     * @returns the invite, and its token, which is kept nowhere
     * @throws LanternError what `inviterIn` throws, `too_many_requests`
     */
    async create(
      person: Person & Invite['by'],
      roomId: string,
      { expires_in, max_uses }: NewInvite,
    ): Promise<{ invite: Invite; token: string }> {
      await limits.invitesOfPerson.spend(person.id);
      await inviterIn(person, roomId);
      const token = newInviteToken();
      const createdAt = new Date();
      const values = {
        id: uuid(),
        createdAt,
        expiresAt: new Date(createdAt.getTime() + expires_in * 1000),
        maxUses: max_uses,
      };
      const tokenHash = hashOfInvite(token) as string;
      try {
        await repository.insert({ ...values, roomId, createdBy: person.id, tokenHash });
      } catch (error) {
        // It was deleted at the same moment.
        throw violatedReference(error) === ROOM_KEY ? new LanternError('room_not_found') : error;
      }
      return { invite: { ...values, uses: 0, revokedAt: null, by: person }, token };
    },

    /**
     * The invites of a room that somebody may see, newest first, with the room.
     *
     * @throws LanternError what `inviterIn` throws
     */
    async list(person: Person, roomId: string, after?: string): Promise<{ page: Page<Invite> } & Standing> {
      const standing = await inviterIn(person, roomId);
      const of = { roomId, createdBy: isInCharge(standing.role) ? undefined : person.id };
      return { ...standing, page: await readPage((limit) => repository.list(of, after, limit), PAGE_SIZE) };
    },

    /** @throws LanternError what `inviterIn` throws; `invite_not_found`, also for one of somebody else's */
    async revoke(person: Person, roomId: string, id: string): Promise<void> {
      const { role } = await inviterIn(person, roomId);
      const createdBy = isInCharge(role) ? undefined : person.id;
      if (!(await repository.revoke({ id, roomId, createdBy }))) throw new LanternError('invite_not_found');
    },

    /**
     * What whoever holds a link reads. It changes nothing.
     *
     * @param person undefined: a stranger
     * @param address counted against: nobody guesses links
     * @returns the invitation, and why it lets this person in no more, if it does not
     * @throws LanternError `invite_not_found`, `too_many_requests`
     */
    async look(
      token: string,
      person: Person | undefined,
      address: string,
    ): Promise<Invitation & { refusal: LanternError | undefined }> {
      const counted = limits.inviteLinksFromAddress.spend(address);
      const [invitation] = await Promise.all([
        find(token, person?.id).catch(async (error) => {
          await counted;
          throw error;
        }),
        counted,
      ]);
      return { ...invitation, refusal: refusalOf(invitation, person) };
    },

    /**
     * Makes a member of whoever holds a link. One account uses an invite once, however often it comes.
     *
     * @returns the room's id, also for who belongs to it already
     * @throws LanternError `invite_not_found`, `invite_expired`, `invite_revoked`, `invite_used_up`, `room_banned` and
     * `room_restricted` as `entryRefusal`, `too_many_requests`
     */
    async accept(token: string, person: Person, address: string): Promise<string> {
      await limits.inviteLinksFromAddress.spend(address);
      const hash = hashOfInvite(token);
      if (!hash) throw new LanternError('invite_not_found');
      const opened = await use(hash, person);
      if (opened) return opened;
      const invitation = await find(token, person.id);
      const refusal = refusalOf(invitation, person);
      if (refusal) throw refusal;
      // Who is no member was refused for something that has just ended.
      if (invitation.role === null) throw new LanternError('changed_meanwhile');
      return invitation.room.id;
    },
  };
}

/** Why an invite does not let somebody in; nothing for who is in already, whatever has become of the invite. */
function refusalOf(invitation: Invitation, person: Person | undefined): LanternError | undefined {
  const { invite, room, role, ban, creatorMay } = invitation;
  if (ban) {
    const members = { reason: ban.reason, until: ban.until?.toISOString() ?? null };
    return new LanternError('room_banned', { members });
  }
  const code = role === null ? endOf(invite, creatorMay) : undefined;
  if (code) return new LanternError(code);
  const restricted = person && room.restriction !== null;
  if (restricted && !(restrictionsFor(person) as string[]).includes(room.restriction as string))
    return new LanternError('room_restricted');
  return undefined;
}

function endOf(invite: Invite, creatorMay: boolean): ErrorCode | undefined {
  if (invite.revokedAt || !creatorMay) return 'invite_revoked';
  if (invite.expiresAt.getTime() <= Date.now()) return 'invite_expired';
  if (invite.maxUses !== null && invite.uses >= invite.maxUses) return 'invite_used_up';
  return undefined;
}
