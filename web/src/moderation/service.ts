import type { Logger } from '@lantern/service/log';
import { v7 as uuid } from 'uuid';
import type { CurrentUser } from '../accounts/index.ts';
import {
  allPublished,
  type ChangeOutcome,
  type ChatNotifier,
  type ChatOutcome,
} from '../chat-notifier/index.ts';
import { LanternError } from '../errors.ts';
import type { Limits } from '../limits/limits.ts';
import { accountKey } from '../text/email-address.ts';
import { administratorLog } from './administrator-log.ts';
import type { Act } from './log/repository.ts';
import { demandAbove, demandRank, RANK, type Rank, rankOf } from './ranks.ts';
import type { Imposed, ModerationRepository, ModerationTurn, RoomPerson, Target } from './repository.ts';

export type { Target } from './repository.ts';
export type ModerationService = ReturnType<typeof moderationService>;
export type ModerationParts = {
  repository: ModerationRepository;
  chat: ChatNotifier;
  limits: Limits;
  log: Logger;
};

/** On whom something is done, in which room. */
export type Whom = { roomId: string; target: Target };

/** More would be no help to anybody, and everybody in the room has to know them. */
export const MOST_MODERATORS = 100;

/** What is asked for: who may do it, and what it does to whom. */
type Asked = Whom & {
  actor: CurrentUser;
  least: Rank;
  /** Whether somebody may do it to themselves. */
  toOneself?: true;
};
type Turn = { queries: ModerationTurn; rank: Rank; person: RoomPerson; people: RoomPerson[]; roomId: string };
/** What was done; undefined: nothing had to be. */
type Done = { act: Act; reason?: string | null; until?: Date | null; tell: () => Promise<ChatOutcome>[] };

/**
 * What owner and moderators do to keep order in a room. Who may do it to whom is looked at inside each change: see
 * {@link ModerationRepository.inTurn}.
 */
export function moderationService({ repository, chat, limits, log }: ModerationParts) {
  const logAdministrator = administratorLog(log);

  /** @throws LanternError what every change of this kind throws */
  async function act(
    { actor, roomId, target, least, toOneself }: Asked,
    change: (turn: Turn) => Promise<Done | undefined>,
  ): Promise<ChangeOutcome> {
    await limits.moderationOfPerson.spend(actor.id);
    const done = await repository.inTurn(async (queries) => {
      if (!(await queries.lockRoom(roomId))) throw new LanternError('room_not_found');
      const people = await queries.people(roomId, [actor.id], target);
      const person = people.find(isNamedBy(target));
      const isOwn = person?.id === actor.id;
      const rank = demandRank(standingOf(actor, people), isOwn && toOneself ? RANK.member : least);
      if (!person) throw new LanternError('user_not_found');
      if (isOwn && !toOneself) throw new LanternError('own_account');
      if (!isOwn) demandAbove(rank, rankOf(person.role, person));
      const made = await change({ queries, rank, person, people, roomId });
      if (!made) return undefined;
      const { tell, ...entry } = made;
      await queries.log({ id: uuid(), roomId, actorId: actor.id, userId: person.id, ...entry });
      return { tell, act: entry.act, userId: person.id };
    });
    if (!done) return { chat: 'published' };
    logAdministrator(actor, { act: done.act, room_id: roomId, user_id: done.userId });
    return allPublished(await Promise.all(done.tell()));
  }

  const lift = (what: 'ban' | 'mute') => (actor: CurrentUser, whom: Whom) =>
    act({ actor, ...whom, least: RANK.moderator }, async ({ queries, rank, person, people, roomId }) => {
      const imposed = person[what];
      if (!imposed) return undefined;
      await demandAtLeast({ queries, rank, people, roomId }, imposed);
      await queries.lift(what, roomId, person.id);
      const of = { userId: person.id, roomId };
      return what === 'ban'
        ? { act: 'ban_lifted', tell: () => [] }
        : { act: 'mute_lifted', tell: () => [chat.memberMuted(of)] };
    });

  return {
    /** Puts somebody out of the room now; they may come back. */
    remove: (actor: CurrentUser, whom: Whom, { reason }: { reason: string | null }) =>
      act({ actor, ...whom, least: RANK.moderator }, async ({ person, roomId }) => ({
        act: 'removed',
        reason,
        tell: () => [chat.memberRemoved({ userId: person.id, roomId })],
      })),

    /**
     * Puts somebody out of the room, and lets them in no more until the ban ends. A moderator is one no more.
     *
     * @param seconds how long; null: for good
     * @throws LanternError `room_not_found`, `user_not_found`, `permission_missing`, `two_factor_required`, `own_account`,
     * `member_outranks_you` (also when somebody of a higher rank banned them), `too_many_requests`
     */
    ban: (
      actor: CurrentUser,
      whom: Whom,
      { seconds, reason }: { seconds: number | null; reason: string | null },
    ) =>
      act({ actor, ...whom, least: RANK.moderator }, async ({ queries, rank, person, people, roomId }) => {
        await demandAtLeast({ queries, rank, people, roomId }, person.ban);
        if (person.role === 'moderator') await queries.setRole(roomId, person.id, 'member');
        const until = await queries.ban({ roomId, userId: person.id, by: actor.id, reason }, seconds);
        return {
          act: 'banned',
          reason,
          until,
          tell: () => [chat.memberRemoved({ userId: person.id, roomId })],
        };
      }),

    /** @throws LanternError as `ban` */
    liftBan: lift('ban'),

    /** Lets somebody read and not write. @throws LanternError as `ban` */
    mute: (actor: CurrentUser, whom: Whom, { seconds, reason }: { seconds: number; reason: string | null }) =>
      act({ actor, ...whom, least: RANK.moderator }, async ({ queries, rank, person, people, roomId }) => {
        await demandAtLeast({ queries, rank, people, roomId }, person.mute);
        const until = await queries.mute({ roomId, userId: person.id, by: actor.id, reason }, seconds);
        const tell = () => [chat.memberMuted({ userId: person.id, roomId })];
        return { act: 'muted', reason, until, tell };
      }),

    /** @throws LanternError as `ban` */
    liftMute: lift('mute'),

    /**
     * Takes somebody out of a room who belongs to it. An invite that is still good lets them in again; a ban does not.
     *
     * @throws LanternError as `ban`; `member_not_found`
     */
    removeMember: (actor: CurrentUser, whom: Whom) =>
      act({ actor, ...whom, least: RANK.moderator }, async ({ queries, person, roomId }) => {
        if (person.role === null) throw new LanternError('member_not_found');
        await queries.removeMember(roomId, person.id);
        return {
          act: 'member_removed',
          tell: () => [chat.memberRemoved({ userId: person.id, roomId })],
        };
      }),

    /** @throws LanternError as `ban`; `member_banned`, `moderators_full` */
    nameModerator: (actor: CurrentUser, whom: Whom) =>
      act({ actor, ...whom, least: RANK.owner }, async ({ queries, person, roomId }) => {
        if (person.role === 'moderator') return undefined;
        if (person.ban) throw new LanternError('member_banned');
        if ((await queries.moderatorCount(roomId)) >= MOST_MODERATORS)
          throw new LanternError('moderators_full');
        await queries.setRole(roomId, person.id, 'moderator');
        const tell = () => [chat.memberRoleChanged({ userId: person.id, roomId })];
        return { act: 'moderator_named', tell };
      }),

    /** Makes an ordinary member of a moderator, who may do so as well. @throws LanternError as `ban` */
    withdrawModerator: (actor: CurrentUser, whom: Whom) =>
      act({ actor, ...whom, least: RANK.owner, toOneself: true }, async ({ queries, person, roomId }) => {
        if (person.role !== 'moderator') return undefined;
        await queries.setRole(roomId, person.id, 'member');
        const tell = () => [chat.memberRoleChanged({ userId: person.id, roomId })];
        return { act: 'moderator_withdrawn', tell };
      }),

    /**
     * @param seconds that members wait from one message to the next; 0: none
     * @throws LanternError `room_not_found`, `permission_missing`, `two_factor_required`, `too_many_requests`
     */
    async setSlowMode(actor: CurrentUser, roomId: string, seconds: number): Promise<ChangeOutcome> {
      await limits.moderationOfPerson.spend(actor.id);
      const changed = await repository.inTurn(async (queries) => {
        const room = await queries.lockRoom(roomId);
        if (!room) throw new LanternError('room_not_found');
        const people = await queries.people(roomId, [], { userId: actor.id });
        demandRank(standingOf(actor, people), RANK.moderator);
        if (room.slowModeSeconds === seconds) return false;
        await queries.setSlowMode(roomId, seconds);
        await queries.log({
          id: uuid(),
          roomId,
          act: 'slow_mode_set',
          actorId: actor.id,
          reason: String(seconds),
        });
        return true;
      });
      if (!changed) return { chat: 'published' };
      logAdministrator(actor, { act: 'slow_mode_set', room_id: roomId });
      return { chat: await chat.slowModeChanged(roomId) };
    },
  };
}

/** The actor as the room knows them at this moment. */
function standingOf(actor: CurrentUser, people: readonly RoomPerson[]) {
  const { role = null, ban = null } = people.find(({ id }) => id === actor.id) ?? {};
  return { ...actor, role, ban };
}

const isNamedBy =
  (target: Target) =>
  ({ id, login }: RoomPerson): boolean =>
    'userId' in target ? id === target.userId : accountKey(login ?? '') === accountKey(target.login);

/** Nobody undoes or weakens what somebody of a higher rank has imposed. @throws LanternError `member_outranks_you` */
async function demandAtLeast(
  { queries, rank, people, roomId }: Pick<Turn, 'queries' | 'rank' | 'people' | 'roomId'>,
  imposed: Imposed | null,
): Promise<void> {
  if (!imposed?.by) return;
  const [by] = people.filter(({ id }) => id === imposed.by);
  const [who] = by ? [by] : await queries.people(roomId, [], { userId: imposed.by });
  if (who && rankOf(who.role, who) > rank) throw new LanternError('member_outranks_you');
}
