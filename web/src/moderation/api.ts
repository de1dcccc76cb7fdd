import type { Request } from 'express';
import type { ErrorCode } from '../errors.ts';
import { apiCall } from '../http/api/api-call.ts';
import { accessOf } from '../http/api/bearer.ts';
import { chatWarning, chatWarningOf } from '../http/api/chat-warning.ts';
import { localeOf } from '../http/pages/locale.ts';
import { shownPage } from '../paging.ts';
import { banMembers } from '../rooms/index.ts';
import type { RoomOverview } from './overview.ts';
import {
  ban,
  cardReply,
  listQuery,
  listReply,
  logQuery,
  logReply,
  moderatorsReply,
  mute,
  removal,
  slowMode,
} from './schemas.ts';
import type { ModerationService, Target } from './service.ts';
import { shownPerson } from './shown-person.ts';

/** What every change here may be refused with. */
const REFUSALS: ErrorCode[] = ['permission_missing', 'two_factor_required', 'too_many_requests'];
const REFUSALS_OF_ACTS: ErrorCode[] = [...REFUSALS, 'user_not_found', 'own_account', 'member_outranks_you'];
const LISTS: ErrorCode[] = ['permission_missing', 'two_factor_required'];

const roomIn = (req: Request) => String(req.params.room);
const userIn = (req: Request) => ({ roomId: roomIn(req), target: { userId: String(req.params.user) } });
const whomIn = (
  req: Request,
  { user_id, login }: { user_id?: string | undefined; login?: string | undefined },
) => {
  const target: Target = user_id === undefined ? { login: login ?? '' } : { userId: user_id };
  return { roomId: roomIn(req), target };
};

export function moderationApi({
  moderation,
  roomOverview,
}: {
  moderation: ModerationService;
  roomOverview: RoomOverview;
}) {
  const lifting = (summary: string, lift: ModerationService['liftBan']) =>
    apiCall({ summary, status: 204, warning: chatWarning, errors: REFUSALS_OF_ACTS }, async (_input, req) =>
      chatWarningOf(await lift(accessOf(req).person, userIn(req))),
    );

  const listing = (what: 'bans' | 'mutes', summary: string) =>
    apiCall(
      { summary, query: listQuery, status: 200, reply: listReply, errors: LISTS },
      async ({ query }, req) => {
        const asked = { what, roomId: roomIn(req), after: query.after };
        const { items, next } = await roomOverview.list(accessOf(req).person, asked);
        const shown = items.map(({ user, at, until, reason, by }) => ({
          user: shownPerson(user, localeOf(req)),
          at: at.toISOString(),
          until: until?.toISOString() ?? null,
          reason,
          by: by && shownPerson(by, localeOf(req)),
        }));
        return { items: shown, next: next ?? null };
      },
    );

  return {
    remove: apiCall(
      {
        summary:
          'Put somebody out of a room now; they may come back. For its owner and moderators, and rooms.moderate_any',
        body: removal,
        example: { login: 'boris', reason: 'Please calm down' },
        status: 204,
        warning: chatWarning,
        errors: REFUSALS_OF_ACTS,
      },
      async ({ body }, req) =>
        chatWarningOf(await moderation.remove(accessOf(req).person, whomIn(req, body), body)),
    ),

    bans: listing('bans', 'Who is banned from a room, newest first'),
    ban: apiCall(
      {
        summary:
          'Ban somebody from a room for some seconds, or for good; also who is not there. A new ban replaces the old one',
        body: ban,
        example: { login: 'boris', seconds: 3600, reason: 'Advertising' },
        status: 204,
        warning: chatWarning,
        errors: REFUSALS_OF_ACTS,
      },
      async ({ body }, req) =>
        chatWarningOf(await moderation.ban(accessOf(req).person, whomIn(req, body), body)),
    ),
    liftBan: lifting('Lift a ban', moderation.liftBan),

    mutes: listing('mutes', 'Who may read in a room and not write, newest first'),
    mute: apiCall(
      {
        summary: 'Let somebody read in a room and not write, for some seconds',
        body: mute,
        example: { login: 'boris', seconds: 600, reason: 'Shouting' },
        status: 204,
        warning: chatWarning,
        errors: REFUSALS_OF_ACTS,
      },
      async ({ body }, req) =>
        chatWarningOf(await moderation.mute(accessOf(req).person, whomIn(req, body), body)),
    ),
    liftMute: lifting('Let somebody write again', moderation.liftMute),

    moderators: apiCall(
      { summary: 'The moderators of a room', status: 200, reply: moderatorsReply, errors: LISTS },
      async (_input, req) => {
        const { moderators } = await roomOverview.moderators(accessOf(req).person, roomIn(req));
        return {
          items: moderators.map((person) => ({
            user: shownPerson(person, localeOf(req)),
            since: (person.joinedAt ?? person.createdAt).toISOString(),
          })),
        };
      },
    ),
    nameModerator: apiCall(
      {
        summary: 'Name a moderator of a room of mine; with the right rooms.moderate_any, of any room',
        status: 204,
        warning: chatWarning,
        errors: [...REFUSALS_OF_ACTS, 'member_banned', 'moderators_full'],
      },
      async (_input, req) => chatWarningOf(await moderation.nameModerator(accessOf(req).person, userIn(req))),
    ),
    withdrawModerator: lifting(
      'Make an ordinary member of a moderator; moderators may do so to themselves',
      moderation.withdrawModerator,
    ),

    slowMode: apiCall(
      {
        summary: 'Have members of a room wait from one message to the next; owner and moderators do not',
        body: slowMode,
        example: { seconds: 30 },
        status: 204,
        warning: chatWarning,
        errors: REFUSALS,
      },
      async ({ body }, req) =>
        chatWarningOf(await moderation.setSlowMode(accessOf(req).person, roomIn(req), body.seconds)),
    ),

    log: apiCall(
      {
        summary: 'Who did what to whom in a room in the last 90 days, newest first; never what was said',
        query: logQuery,
        status: 200,
        reply: logReply,
        errors: LISTS,
      },
      async ({ query }, req) => {
        const page = await roomOverview.log(accessOf(req).person, roomIn(req), query.after);
        return shownPage(page, ({ id, at, act, reason, until, actor, user }) => ({
          id,
          at: at.toISOString(),
          act,
          actor: actor && shownPerson(actor, localeOf(req)),
          user: user && shownPerson(user, localeOf(req)),
          reason,
          until: until?.toISOString() ?? null,
        }));
      },
    ),

    card: apiCall(
      {
        summary: 'Somebody in a room, and what you may do to them there',
        status: 200,
        reply: cardReply,
        errors: ['user_not_found', 'room_restricted', 'room_members_only', 'room_banned'],
        members: banMembers,
      },
      async (_input, req) => {
        const { person, keepsOrder, isOwn, may } = await roomOverview.card(
          accessOf(req).person,
          roomIn(req),
          String(req.params.user),
        );
        return {
          user: shownPerson(person, localeOf(req)),
          role: person.role,
          since: person.createdAt.toISOString(),
          muted_until: keepsOrder || isOwn ? (person.mute?.until?.toISOString() ?? null) : null,
          banned: (keepsOrder || isOwn) && person.ban !== null,
          may,
        };
      },
    ),
  };
}
