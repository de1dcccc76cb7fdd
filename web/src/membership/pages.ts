import type { Request, Response } from 'express';
import { submit } from '../http/pages/form.ts';
import { currentUserOf } from '../http/session/current-user.ts';
import type { MembershipService } from './service.ts';

const STATE = 'membership/views/state.njk';
const LEAVE = 'membership/views/leave.njk';

/** How somebody comes back from Stripe: `?checkout=<one of these>`. */
const RETURNS = ['paid', 'cancelled'];

export function membershipPages(memberships: MembershipService) {
  const state = async (req: Request) => ({
    isSold: memberships.isSold,
    membership: await memberships.of(currentUserOf(req).id),
    returned: RETURNS.find((each) => each === req.query.checkout),
  });

  /** On to a page of Stripe's. Not by a redirect: a form may not lead away from the site (CSP, form-action). */
  const leaveFor = (ask: (req: Request) => Promise<string>) => async (req: Request, res: Response) => {
    const action = async () => res.render(LEAVE, { url: await ask(req) });
    await submit(req, res, { view: STATE, data: () => state(req), action });
  };

  return {
    async state(req: Request, res: Response) {
      res.render(STATE, { ...(await state(req)), fields: {} });
    },

    checkout: leaveFor((req) => memberships.checkout(currentUserOf(req))),

    portal: leaveFor((req) => memberships.portal(currentUserOf(req).id)),
  };
}
