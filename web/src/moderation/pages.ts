import type { Request, Response } from 'express';
import { z } from 'zod';
import { type CurrentUser, displayName, type Named } from '../accounts/index.ts';
import type { ChangeOutcome } from '../chat-notifier/index.ts';
import { LanternError } from '../errors.ts';
import { parse } from '../http/api/validation.ts';
import { redirectAfterChange } from '../http/pages/chat-warning.ts';
import { wantsProblem } from '../http/pages/error-page.ts';
import { inputOf } from '../http/pages/form.ts';
import { localeOf } from '../http/pages/locale.ts';
import { currentUserOf } from '../http/session/current-user.ts';
import { after } from '../paging.ts';
import type { RoomOverview } from './overview.ts';
import { RANK } from './ranks.ts';
import { actForms, listPageQuery, slowModeForm } from './schemas.ts';
import type { ModerationService, Whom } from './service.ts';

/** What a page says was done: `moderation:done.<one of these>` in locales/. */
const DONE = [
  'removed',
  'banned',
  'ban_lifted',
  'muted',
  'mute_lifted',
  'moderator_named',
  'moderator_withdrawn',
  'slow_mode_set',
];

const OVERVIEW = 'moderation/views/overview.njk';
const CARD = 'moderation/views/card.njk';

type Run<Input> = (actor: CurrentUser, whom: Whom, input: Input) => Promise<ChangeOutcome>;
type Form = { user?: string | undefined; login?: string | undefined; from?: string | undefined };

/** Where a form leads back to, by its field `from`. */
const PAGES: Record<string, string> = { bans: 'moderation/bans', mutes: 'moderation/mutes' };

type Parts = { moderation: ModerationService; roomOverview: RoomOverview };

const isId = (user: unknown): user is string => z.uuid().safeParse(user).success;

const roomIn = (req: Request) => String(req.params.room);

export function moderationPages({ moderation, roomOverview }: Parts) {
  const shared = (req: Request) => ({
    nameOf: (person: Named) => displayName(person, localeOf(req)),
    done: DONE.find((each) => each === req.query.done),
    values: {},
    fields: {},
    error: '',
  });

  async function showOverview(req: Request, res: Response, more: object = {}): Promise<void> {
    const { room, rank, moderators } = await roomOverview.moderators(currentUserOf(req), roomIn(req));
    const namesModerators = rank >= RANK.owner;
    res.render(OVERVIEW, { ...shared(req), room, moderators, namesModerators, ...more });
  }

  async function showCard(req: Request, res: Response, more: { userId: string }): Promise<void> {
    const card = await roomOverview.card(currentUserOf(req), roomIn(req), more.userId);
    res.render(CARD, { ...shared(req), ...card, ...more });
  }

  const list = (what: 'bans' | 'mutes') => async (req: Request, res: Response) => {
    const { after } = parse(listPageQuery, req.query);
    const page = await roomOverview.list(currentUserOf(req), { what, roomId: roomIn(req), after });
    res.render('moderation/views/list.njk', { ...shared(req), what, room: page.room, page });
  };

  /** Shows the page again that a form is on, with what was wrong with it. */
  async function showAgain(req: Request, res: Response, error: LanternError): Promise<void> {
    const { user, from, ...values } = inputOf(req);
    const unknown = error.code === 'user_not_found' && { login: 'login_unknown' };
    const more = { values, fields: error.fields ?? (unknown || {}), error: error.code };
    // Whoever may not see the page gets the error itself.
    if (error.code === 'room_not_found' || error.code === 'permission_missing') throw error;
    if (error.retryAfter) res.setHeader('Retry-After', error.retryAfter);
    res.status(error.status);
    if (from === 'card' && isId(user) && error.code !== 'user_not_found')
      return showCard(req, res, { userId: user, ...more });
    return showOverview(req, res, more);
  }

  async function answer(
    req: Request,
    res: Response,
    act: () => Promise<{ outcome: ChangeOutcome; path: string }>,
  ): Promise<void> {
    try {
      const { outcome, path } = await act();
      redirectAfterChange(res, path, outcome);
    } catch (error) {
      if (wantsProblem(req) || !(error instanceof LanternError) || error.status >= 500) throw error;
      await showAgain(req, res, error);
    }
  }

  const onSomebody =
    <Schema extends z.ZodType<Form>>(
      schema: Schema,
      { done, run }: { done: string; run: Run<z.output<Schema>> },
    ) =>
    (req: Request, res: Response) =>
      answer(req, res, async () => {
        const input = parse(schema, inputOf(req));
        const { user, login, from } = input;
        if (user === undefined && login === undefined)
          throw new LanternError('invalid_fields', { fields: { login: 'required' } });
        const roomId = roomIn(req);
        const target = user === undefined ? { login: login ?? '' } : { userId: user };
        const outcome = await run(currentUserOf(req), { roomId, target }, input);
        const page = from === 'card' && user ? `people/${user}` : (PAGES[from ?? ''] ?? 'moderation');
        return { outcome, path: `/chat/${roomId}/${page}?done=${done}` };
      });

  const { remove, ban, mute, other } = actForms;
  return {
    overview: (req: Request, res: Response) => showOverview(req, res),
    bans: list('bans'),
    mutes: list('mutes'),

    async log(req: Request, res: Response) {
      const page = await roomOverview.log(currentUserOf(req), roomIn(req), after.parse(req.query.after));
      res.render('moderation/views/log.njk', { ...shared(req), room: page.room, page });
    },

    card: (req: Request, res: Response) => showCard(req, res, { userId: String(req.params.user) }),

    remove: onSomebody(remove, { done: 'removed', run: moderation.remove }),
    ban: onSomebody(ban, { done: 'banned', run: moderation.ban }),
    liftBan: onSomebody(other, { done: 'ban_lifted', run: moderation.liftBan }),
    mute: onSomebody(mute, { done: 'muted', run: moderation.mute }),
    liftMute: onSomebody(other, { done: 'mute_lifted', run: moderation.liftMute }),
    nameModerator: onSomebody(other, { done: 'moderator_named', run: moderation.nameModerator }),
    withdrawModerator: onSomebody(other, { done: 'moderator_withdrawn', run: moderation.withdrawModerator }),

    setSlowMode: (req: Request, res: Response) =>
      answer(req, res, async () => {
        const { seconds } = parse(slowModeForm, inputOf(req));
        const roomId = roomIn(req);
        const outcome = await moderation.setSlowMode(currentUserOf(req), roomId, seconds);
        return { outcome, path: `/chat/${roomId}/moderation?done=slow_mode_set` };
      }),
  };
}
