import type { Request, Response } from 'express';
import { displayName } from '../accounts/index.ts';
import { parse } from '../http/api/validation.ts';
import { redirectAfterChange } from '../http/pages/chat-warning.ts';
import { inputOf, submit } from '../http/pages/form.ts';
import { localeOf } from '../http/pages/locale.ts';
import { currentUserOf } from '../http/session/current-user.ts';
import { RANK } from '../moderation/index.ts';
import { roomSettingsForm, transferForm } from './schemas.ts';
import type { RoomSettingsService } from './service.ts';

const ABOUT = 'room-settings/views/about.njk';

/** What the page says was done: `room-settings:done.<one of these>` in locales/. */
const DONE = ['saved', 'offered', 'withdrawn', 'owner'];

export function roomSettingsPages({ roomSettings: settings }: { roomSettings: RoomSettingsService }) {
  async function about(req: Request) {
    const found = await settings.about(currentUserOf(req), roomIn(req));
    const locale = localeOf(req);
    const { owner, offeredTo, rank, room } = found;
    return {
      ...found,
      ownerName: owner && displayName(owner, locale),
      offeredName: offeredTo && displayName(offeredTo, locale),
      isOffered: offeredTo?.id === currentUserOf(req).id,
      ownsIt: rank >= RANK.owner,
      keepsOrder: rank >= RANK.moderator,
      settings: { ...room, description: room.description ?? '' },
    };
  }

  /** A form of the page: what is wrong with it is shown in it. */
  const form =
    (act: (req: Request) => Promise<(res: Response) => void>) => async (req: Request, res: Response) => {
      res.locals.path = pathOf(req);
      const data = async () => {
        const found = await about(req);
        return { ...found, settings: { ...found.settings, ...inputOf(req) } };
      };
      await submit(req, res, { view: ABOUT, data, action: async () => (await act(req))(res) });
    };

  return {
    async about(req: Request, res: Response) {
      const done = DONE.find((each) => each === req.query.done);
      res.render(ABOUT, { ...(await about(req)), done, values: {}, fields: {} });
    },

    change: form(async (req) => {
      const wanted = parse(roomSettingsForm, inputOf(req));
      const change = await settings.change(currentUserOf(req), roomIn(req), wanted);
      return (res) => redirectAfterChange(res, `${pathOf(req)}?done=saved`, change);
    }),

    offer: form(async (req) => {
      await settings.offer(currentUserOf(req), roomIn(req), parse(transferForm, inputOf(req)));
      return (res) => res.redirect(303, `${pathOf(req)}?done=offered`);
    }),

    async withdrawOffer(req: Request, res: Response) {
      await settings.withdrawOffer(currentUserOf(req), roomIn(req));
      // Whoever declined may not be one who may read about the room.
      res.redirect(303, inputOf(req).declined === 'yes' ? '/' : `${pathOf(req)}?done=withdrawn`);
    },

    async acceptOffer(req: Request, res: Response) {
      const change = await settings.acceptOffer(currentUserOf(req), roomIn(req));
      redirectAfterChange(res, `${pathOf(req)}?done=owner`, change);
    },
  };
}

const roomIn = (req: Request) => String(req.params.room);
const pathOf = (req: Request) => `/chat/${roomIn(req)}/settings`;
