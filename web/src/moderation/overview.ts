import type { CurrentUser } from '../accounts/index.ts';
import { LanternError } from '../errors.ts';
import { type Page, readPage } from '../paging.ts';
import { mayNow } from '../permissions.ts';
import { entryRefusal, type RoomDetails, type RoomService } from '../rooms/index.ts';
import type { Listed, ListPosition, ListRepository } from './lists/repository.ts';
import type { LogEntry } from './log/repository.ts';
import { demandRank, RANK, type Rank, rankNow, rankOf } from './ranks.ts';
import type { ModerationRepository, RoomPerson } from './repository.ts';

const PAGE_SIZE = 50;

/** What somebody may do to somebody else in a room. */
export type CardAct =
  | 'remove'
  | 'ban'
  | 'lift_ban'
  | 'mute'
  | 'lift_mute'
  | 'name_moderator'
  | 'withdraw_moderator';

/** Somebody as the room shows them to one of its people. */
export type Card = {
  room: RoomDetails;
  person: RoomPerson;
  isOwn: boolean;
  /** Whether the reader keeps order here, and sees who is banned and muted. */
  keepsOrder: boolean;
  may: CardAct[];
};
export type ListPage = { items: Listed[]; next: string | undefined };
export type RoomOverview = ReturnType<typeof roomOverview>;

type Parts = {
  repository: ModerationRepository;
  lists: ListRepository;
  rooms: RoomService;
};

/** What keeps of order a room shows to those who keep it, and whom it shows to everybody. */
export function roomOverview({ repository, lists, rooms }: Parts) {
  /** @throws LanternError `room_not_found`, `permission_missing`, `two_factor_required` */
  async function inRoom(reader: CurrentUser, roomId: string): Promise<{ room: RoomDetails; rank: Rank }> {
    const standing = await rooms.standingOf(reader.id, roomId);
    return { room: standing.room, rank: demandRank({ ...reader, ...standing }, RANK.moderator) };
  }

  return {
    inRoom,

    /** @throws LanternError as `inRoom` */
    async moderators(reader: CurrentUser, roomId: string) {
      const found = await inRoom(reader, roomId);
      return { ...found, moderators: await repository.moderators(roomId) };
    },

    /** Bans or mutes in force, newest first. @throws LanternError as `inRoom` */
    async list(
      reader: CurrentUser,
      { what, roomId, after }: { what: 'bans' | 'mutes'; roomId: string; after: ListPosition | undefined },
    ): Promise<ListPage & { room: RoomDetails }> {
      const { room } = await inRoom(reader, roomId);
      const rows = await lists.list(what, roomId, { after, limit: PAGE_SIZE + 1 });
      const items = rows.slice(0, PAGE_SIZE);
      const last = rows.length > PAGE_SIZE ? items.at(-1) : undefined;
      return { room, items, next: last && `${last.at.getTime()}.${last.user.id}` };
    },

    /** Newest first. @throws LanternError as `inRoom` */
    async log(
      reader: CurrentUser,
      roomId: string,
      after: string | undefined,
    ): Promise<Page<LogEntry> & { room: RoomDetails }> {
      const { room } = await inRoom(reader, roomId);
      return { room, ...(await readPage((limit) => lists.log(roomId, { after, limit }), PAGE_SIZE)) };
    },

    /**
     * Somebody, for who is in the room with them, and what the reader may do.
     *
     * @throws LanternError `room_not_found`, `user_not_found`, and why the reader may not enter, unless they keep order there
     */
    async card(reader: CurrentUser, roomId: string, userId: string): Promise<Card> {
      const standing = await rooms.standingOf(reader.id, roomId);
      const rank = rankNow({ ...reader, ...standing });
      const refusal = entryRefusal(reader, standing);
      if (refusal && rank < RANK.moderator) throw refusal;
      const person = await repository.person(roomId, { userId });
      if (!person) throw new LanternError('user_not_found');
      const isOwn = userId === reader.id;
      const keepsOrder = rank >= RANK.moderator;
      return { room: standing.room, person, isOwn, keepsOrder, may: actsOn(person, rank, isOwn) };
    },

    /** Whether somebody keeps order in a room, by what the room's page knows of them. */
    keepsOrder: (reader: CurrentUser, role: RoomPerson['role']): boolean =>
      mayNow(reader, 'rooms.moderate_any') || role === 'owner' || role === 'moderator',
  };
}

function actsOn(person: RoomPerson, rank: Rank, isOwn: boolean): CardAct[] {
  if (isOwn) return person.role === 'moderator' ? ['withdraw_moderator'] : [];
  if (rank < RANK.moderator || rank <= rankOf(person.role, person)) return [];
  const acts: CardAct[] = ['remove', 'ban', 'mute'];
  if (person.ban) acts.push('lift_ban');
  if (person.mute) acts.push('lift_mute');
  if (rank < RANK.owner) return acts;
  if (person.role === 'moderator') acts.push('withdraw_moderator');
  else if (!person.ban) acts.push('name_moderator');
  return acts;
}
