import { violatedIndex } from '@lantern/db';
import type { Logger } from '@lantern/service/log';
import { searchKey } from '@lantern/service/text';
import { v7 as uuid } from 'uuid';
import type { CurrentUser } from '../accounts/index.ts';
import { allPublished, type ChangeOutcome, type ChatNotifier } from '../chat-notifier/index.ts';
import { LanternError } from '../errors.ts';
import type { Limits } from '../limits/limits.ts';
import { administratorLog, demandRank, RANK, type Rank, rankNow } from '../moderation/index.ts';
import { entryRefusal, type RoomService, type Standing } from '../rooms/index.ts';
import { accountKey } from '../text/email-address.ts';
import type { LogEntry, Named, RoomSettingsRepository, RoomValues, Target } from './repository.ts';
import type { RoomSettings } from './schemas.ts';

export type RoomSettingsService = ReturnType<typeof roomSettingsService>;

/** A room for somebody who may read about it. */
export type RoomAbout = Standing & {
  owner: Named | undefined;
  /** To whom the owner wants to hand it over; told to both of them. */
  offeredTo: Named | undefined;
  rank: Rank;
};

type Parts = {
  repository: RoomSettingsRepository;
  rooms: Pick<RoomService, 'standingOf'>;
  chat: ChatNotifier;
  limits: Limits;
  log: Logger;
};

/** What the owner of a room sets, and how a room changes hands. */
export function roomSettingsService({ repository, rooms, chat, limits, log }: Parts) {
  const logAdministrator = administratorLog(log);

  /** @throws LanternError `room_not_found`, `permission_missing`, `two_factor_required` */
  async function ownedBy(actor: CurrentUser, roomId: string): Promise<Standing> {
    const standing = await rooms.standingOf(actor.id, roomId);
    demandRank({ ...actor, ...standing }, RANK.owner);
    return standing;
  }

  return {
    /**
     * A room's settings, for who may enter it, keeps order in it, or was offered it.
     *
     * @throws LanternError `room_not_found`, and why the reader may not enter
     */
    async about(reader: CurrentUser, roomId: string): Promise<RoomAbout> {
      const standing = await rooms.standingOf(reader.id, roomId);
      const { owner, offeredTo } = await repository.people(roomId);
      const rank = rankNow({ ...reader, ...standing });
      const isOffered = offeredTo?.id === reader.id;
      const refusal = entryRefusal(reader, standing);
      const mayRead = rank >= RANK.moderator || standing.role === 'owner' || isOffered;
      if (refusal && (!mayRead || refusal.code === 'room_banned')) throw refusal;
      return { ...standing, owner, offeredTo: isOffered || rank >= RANK.owner ? offeredTo : undefined, rank };
    },

    /**
     * Renames a room, describes it, or changes who finds and enters it. When only members enter from now on, everybody in it
     * enters it again or is out.
     *
     * @throws LanternError `room_not_found`, `permission_missing`, `two_factor_required`, `room_name_taken`,
     * `changed_meanwhile`, `too_many_requests`
     */
    async change(actor: CurrentUser, roomId: string, wanted: RoomSettings): Promise<ChangeOutcome> {
      await limits.moderationOfPerson.spend(actor.id);
      const { room } = await ownedBy(actor, roomId);
      const { values, acts } = differences(room, wanted);
      const entries = acts.map(({ act, reason }): LogEntry => {
        return { id: uuid(), roomId, act, actorId: actor.id, reason };
      });
      if (entries.length === 0) return { chat: 'published' };
      try {
        const of = { roomId, ownerId: room.ownerId };
        if (!(await repository.change(of, values, entries))) throw new LanternError('changed_meanwhile');
      } catch (error) {
        if (violatedIndex(error) !== 'rooms_search_key_key') throw error;
        throw new LanternError('room_name_taken', { fields: { name: 'room_name_taken' } });
      }
      for (const { act } of acts) logAdministrator(actor, { act, room_id: roomId });
      const notified = [chat.revokeRoomTokensIn(values.entry === 'members' ? [roomId] : [])];
      if (values.name !== undefined) notified.push(chat.roomRenamed(roomId));
      return allPublished(await Promise.all(notified));
    },

    /**
     * Offers a room to somebody: it is theirs when they accept.
     *
     * @throws LanternError `room_not_found`, `permission_missing`, `own_account`, `user_not_found`,
     * `changed_meanwhile`, `too_many_requests`
     */
    async offer(actor: CurrentUser, roomId: string, target: Target): Promise<void> {
      await limits.moderationOfPerson.spend(actor.id);
      const { room, role, ban } = await rooms.standingOf(actor.id, roomId);
      // Nobody gives away what is another's, nor what an administrator has banned them from.
      if (role !== 'owner' || ban) throw new LanternError('permission_missing');
      const isOwn =
        'userId' in target
          ? target.userId === actor.id
          : accountKey(target.login) === accountKey(actor.login ?? '');
      if (isOwn) throw new LanternError('own_account');
      const outcome = await repository.offer(roomId, room.ownerId, target);
      if (outcome !== 'offered') throw new LanternError(outcome);
    },

    /**
     * Takes an offer back, or declines it.
     *
     * @throws LanternError `transfer_not_found`, also for one between others
     */
    async withdrawOffer(actor: CurrentUser, roomId: string): Promise<void> {
      if (!(await repository.withdraw(roomId, actor.id))) throw new LanternError('transfer_not_found');
    },

    /**
     * The room is the actor's from now on. Its former owner stays a member.
     *
     * @throws LanternError `transfer_not_found`, also when one of both is banned from the room, or its owner's account is disabled
     */
    async acceptOffer(actor: CurrentUser, roomId: string): Promise<ChangeOutcome> {
      const entry = { id: uuid(), roomId, act: 'handed_over' as const, userId: actor.id };
      const accepted = await repository.accept(entry);
      if (!accepted) throw new LanternError('transfer_not_found');
      const { formerOwner, unmuted } = accepted;
      return allPublished(
        await Promise.all([
          chat.memberRoleChanged({ roomId, userId: actor.id }),
          chat.memberRoleChanged({ roomId, userId: formerOwner }),
          ...(unmuted ? [chat.memberMuted({ roomId, userId: actor.id })] : []),
        ]),
      );
    },
  };
}

type Change = { act: LogEntry['act']; reason: string | null };

/** What of the wanted settings the room does not have yet. */
function differences(
  room: Standing['room'],
  { name, description, visibility, entry }: RoomSettings,
): { values: RoomValues; acts: Change[] } {
  const values: RoomValues = {};
  const acts: Change[] = [];
  if (name !== undefined && name !== room.name) {
    Object.assign(values, { name, searchKey: searchKey(name), namesake: 0 });
    acts.push({ act: 'renamed', reason: name });
  }
  if (description !== undefined && description !== room.description) {
    values.description = description;
    acts.push({ act: 'described', reason: description });
  }
  if (visibility !== undefined && visibility !== room.visibility) {
    values.visibility = visibility;
    acts.push({ act: 'visibility_set', reason: visibility });
  }
  if (entry !== undefined && entry !== room.entry) {
    values.entry = entry;
    acts.push({ act: 'entry_set', reason: entry });
  }
  return { values, acts };
}
