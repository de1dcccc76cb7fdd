import type { Request, Response } from 'express';
import { displayName } from '../accounts/index.ts';
import { LanternError } from '../errors.ts';
import { parse } from '../http/api/validation.ts';
import { inputOf, keepAddressPrivate, submit } from '../http/pages/form.ts';
import { localeOf } from '../http/pages/locale.ts';
import { callerOf, originOf } from '../http/session/caller.ts';
import type { BegunInvites } from '../http/session/cookies/begun-invites.ts';
import { currentUserOf } from '../http/session/current-user.ts';
import { after } from '../paging.ts';
import type { RoomService } from '../rooms/index.ts';
import { qrCode } from '../text/qr-code.ts';
import { EXPIRIES, newInviteForm, USES } from './schemas.ts';
import type { InviteService } from './service.ts';
import { inviteUrl } from './tokens.ts';

const OPEN = 'invites/views/invitation.njk';
const LIST = 'invites/views/list.njk';

type Parts = {
  invites: InviteService;
  rooms: Pick<RoomService, 'peopleIn'>;
  begunInvites: BegunInvites;
  publicOrigin: string | undefined;
};

export function invitePages({ invites, rooms, begunInvites, publicOrigin }: Parts) {
  async function listed(req: Request, from?: string) {
    const { page, ...standing } = await invites.list(currentUserOf(req), roomIn(req), from);
    const locale = localeOf(req);
    const items = page.items.map((each) => ({ ...each, byName: displayName(each.by, locale) }));
    return { ...standing, page: { ...page, items }, expiries: EXPIRIES, uses: USES };
  }

  return {
    /** `GET /invite/:token`: whom it is from and where it leads. Changes nothing: previews and mail scanners open links too. */
    async open(req: Request, res: Response) {
      keepAddressPrivate(res);
      const { person } = res.locals;
      const token = tokenIn(req);
      const { invite, room, role, refusal } = await invites.look(token, person, addressOf(req));
      if (refusal) res.status(refusal.status);
      else if (role !== null) return res.redirect(303, `/chat/${room.id}`);
      const byName = displayName(invite.by, localeOf(req));
      // A stranger may turn out not to pass the restriction.
      const people = person || room.restriction === null ? rooms.peopleIn(room.id) : null;
      res.render(OPEN, { token, room, people, byName, code: refusal?.code, members: refusal?.members });
    },

    /** Its button: whoever is signed in becomes a member, a stranger when they have signed up or in. */
    async accept(req: Request, res: Response) {
      keepAddressPrivate(res);
      const token = tokenIn(req);
      const here = `/invite/${encodeURIComponent(token)}`;
      const { person } = res.locals;
      if (!person) {
        begunInvites.keep(res, token);
        const way = inputOf(req).way === 'signup' ? '/signup' : '/login';
        return res.redirect(303, `${way}?next=${encodeURIComponent(here)}`);
      }
      try {
        res.redirect(303, `/chat/${await invites.accept(token, person, addressOf(req))}`);
      } catch (error) {
        // The page says why.
        if (!(error instanceof LanternError) || error.status === 429 || error.status >= 500) throw error;
        res.redirect(303, here);
      }
    },

    async list(req: Request, res: Response) {
      res.render(LIST, { ...(await listed(req, after.parse(req.query.after))), values: {}, fields: {} });
    },

    /** Shows the link at once: it is known to nobody afterwards. */
    async create(req: Request, res: Response) {
      res.locals.path = `/chat/${roomIn(req)}/invites`;
      const action = async () => {
        const wanted = parse(newInviteForm, inputOf(req));
        const { invite, token } = await invites.create(currentUserOf(req), roomIn(req), wanted);
        const url = inviteUrl(publicOrigin ?? originOf(req), token);
        const made = { ...invite, url, qrSvg: qrCode(url) };
        res.render(LIST, { ...(await listed(req)), made, values: {}, fields: {} });
      };
      await submit(req, res, { view: LIST, data: () => listed(req), action });
    },

    async revoke(req: Request, res: Response) {
      await invites.revoke(currentUserOf(req), roomIn(req), String(req.params.invite));
      res.redirect(303, `/chat/${roomIn(req)}/invites`);
    },
  };
}

const roomIn = (req: Request) => String(req.params.room);
const tokenIn = (req: Request) => String(req.params.token);
const addressOf = (req: Request) => callerOf(req).ip ?? 'unknown';
