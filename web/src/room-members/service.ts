import type { CurrentUser } from '../accounts/index.ts';
import type { ChangeOutcome, ChatNotifier } from '../chat-notifier/index.ts';
import { LanternError } from '../errors.ts';
import { demandRank, type ModerationService, RANK, rankNow } from '../moderation/index.ts';
import { entryRefusal, type RoomService, type Standing } from '../rooms/index.ts';
import type { MemberPosition, RoomMember, RoomMemberRepository } from './repository.ts';

export type { RoomMember } from './repository.ts';
export type RoomMemberService = ReturnType<typeof roomMemberService>;

const PAGE_SIZE = 50;

type MemberPage = { items: RoomMember[]; next: string | undefined };

type Parts = {
  repository: RoomMemberRepository;
  rooms: Pick<RoomService, 'standingOf'>;
  moderation: Pick<ModerationService, 'removeMember'>;
  chat: ChatNotifier;
};

/** Who belongs to a room. People join by invites; see invites/. */
export function roomMemberService({ repository, rooms, moderation, chat }: Parts) {
  /** @throws LanternError `room_not_found`, what keeps the reader out, `permission_missing` for who does not belong to it */
  async function readerIn(
    reader: CurrentUser,
    roomId: string,
  ): Promise<Standing & { removes: RoomMember['role'][] }> {
    const standing = await rooms.standingOf(reader.id, roomId);
    const rank = rankNow({ ...reader, ...standing });
    const refusal = entryRefusal(reader, standing);
    if (refusal && rank < RANK.moderator) throw refusal;
    if (standing.role === null) demandRank({ ...reader, ...standing }, RANK.moderator);
    return { ...standing, removes: removableBy(rank) };
  }

  return {
    /**
     * Its members and moderators, who joined last first, for those who belong to it or keep order in it.
     *
     * @param after `next` of the page before
     * @returns also of which roles the reader may remove people
     */
    async list(
      reader: CurrentUser,
      roomId: string,
      after?: MemberPosition,
    ): Promise<Standing & { page: MemberPage; removes: RoomMember['role'][] }> {
      const standing = await readerIn(reader, roomId);
      const rows = await repository.list(roomId, after, PAGE_SIZE + 1);
      const items = rows.slice(0, PAGE_SIZE);
      const last = rows.length > PAGE_SIZE ? items.at(-1) : undefined;
      const next = last && `${last.joinedAt.getTime()}.${last.id}`;
      return { ...standing, page: { items, next } };
    },

    /**
     * Leaves a room that one belongs to. Where only members enter, that is for good without another invite.
     *
     * @throws LanternError `room_not_found`, `own_room` for its owner, `member_not_found` for who does not belong to it
     */
    async leave(person: CurrentUser, roomId: string): Promise<ChangeOutcome> {
      const { role } = await rooms.standingOf(person.id, roomId);
      if (role === 'owner') throw new LanternError('own_room');
      if (!(await repository.leave(roomId, person.id))) throw new LanternError('member_not_found');
      return { chat: await chat.memberRemoved({ roomId, userId: person.id }) };
    },

    /** See `moderationService`, which looks at ranks and keeps the log. */
    remove: (actor: CurrentUser, roomId: string, userId: string): Promise<ChangeOutcome> =>
      moderation.removeMember(actor, { roomId, target: { userId } }),
  };
}

/** Those of a lower rank. */
function removableBy(rank: number): RoomMember['role'][] {
  if (rank >= RANK.owner) return ['member', 'moderator'];
  return rank >= RANK.moderator ? ['member'] : [];
}
