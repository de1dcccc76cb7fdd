import type { Request, Response } from 'express';
import { z } from 'zod';
import type { DeleteAccount } from '../account-deletion/index.ts';
import {
  type AccountService,
  type CurrentUser,
  deletionForm,
  type ProfileService,
  passwordChange,
  profileForm,
} from '../accounts/index.ts';
import type { EmailService } from '../email/index.ts';
import { parse } from '../http/api/validation.ts';
import { redirectAfterChange } from '../http/pages/chat-warning.ts';
import { DISPLAY, displayIn, keepDisplay } from '../http/pages/display.ts';
import { inputOf, submit } from '../http/pages/form.ts';
import { requesterOf } from '../http/session/caller.ts';
import type { OwnCookies } from '../http/session/cookies/own-cookies.ts';
import { currentUserOf } from '../http/session/current-user.ts';
import { endSession, renewSession } from '../http/session/session.ts';
import type { MembershipService } from '../membership/index.ts';
import { after } from '../paging.ts';
import type { SessionService } from '../sessions/index.ts';

const PROFILE = 'settings/views/profile.njk';
const PASSWORD = 'settings/views/password.njk';
const DELETE = 'settings/views/delete.njk';
const DISPLAY_VIEW = 'settings/views/display.njk';
const SESSIONS = 'settings/views/sessions.njk';

/** What a page says was done, after its form: `?saved=<one of these>`, `settings:saved.<one of these>` in locales/. */
const SAVED = [
  'profile',
  'display',
  'password',
  'session',
  'others',
  'email_waits',
  'email_kept',
  'verification_sent',
];

/** Of each list one: a value of nobody’s form is refused. */
const displayForm = z.strictObject({
  theme: z.enum(DISPLAY.theme, 'invalid'),
  clock: z.enum(DISPLAY.clock, 'invalid'),
  alerts: z.enum(DISPLAY.alerts, 'invalid'),
});

type Parts = {
  accounts: AccountService;
  cookies: OwnCookies;
  deleteAccount: DeleteAccount;
  emails: EmailService;
  memberships: MembershipService;
  profile: ProfileService;
  sessions: SessionService;
  /** Days for which the history goes back. */
  signInsKeptDays: number;
};

export function settingsPages(parts: Parts) {
  const { accounts, cookies, deleteAccount, emails, memberships, profile, sessions } = parts;
  /** What goes with the account. */
  const going = async (req: Request) => ({ isMember: (await memberships.of(currentUserOf(req).id))?.active });

  /** What is known of the person's address. */
  const email = async (req: Request) => ({
    emailPending: await emails.pendingOf(currentUserOf(req)),
  });

  return {
    async profileForm(req: Request, res: Response) {
      const data = { values: shown(currentUserOf(req)), fields: {}, saved: savedOf(req) };
      res.render(PROFILE, { ...data, ...(await email(req)) });
    },

    async changeProfile(req: Request, res: Response) {
      const action = async () => {
        const change = parse(profileForm, inputOf(req));
        const { emailWaits } = await profile.change(currentUserOf(req), change, requesterOf(req));
        // The switch in the header had set this browser, and would go on to speak for a person who wants no locale of their own.
        if (change.locale !== undefined) cookies.clear(res, 'locale');
        res.redirect(303, `/settings?saved=${emailWaits ? 'email_waits' : 'profile'}`);
      };
      await submit(req, res, { view: PROFILE, data: () => email(req), action });
    },

    displayForm(req: Request, res: Response) {
      res.render(DISPLAY_VIEW, { values: displayIn(req), offered: DISPLAY, fields: {}, saved: savedOf(req) });
    },

    async changeDisplay(req: Request, res: Response) {
      const action = async () => {
        keepDisplay(cookies, res, parse(displayForm, inputOf(req)));
        res.redirect(303, '/settings/display?saved=display');
      };
      await submit(req, res, { view: DISPLAY_VIEW, data: () => ({ offered: DISPLAY }), action });
    },

    passwordForm(req: Request, res: Response) {
      res.render(PASSWORD, { fields: {}, saved: savedOf(req) });
    },

    async changePassword(req: Request, res: Response) {
      const action = async () => {
        const epoch = await profile.changePassword(
          currentUserOf(req),
          parse(passwordChange, inputOf(req)),
          requesterOf(req),
        );
        await renewSession(req, { signInEpoch: epoch }, accounts.moveSession);
        res.redirect(303, '/settings/password?saved=password');
      };
      await submit(req, res, { view: PASSWORD, data: () => ({}), action });
    },

    async sessions(req: Request, res: Response) {
      const person = currentUserOf(req);
      const from = after.parse(req.query.after);
      // Further back in the history it is no longer about now.
      const [open, history] = await Promise.all([
        from ? [] : sessions.list(person, { id: req.session.signInId }),
        profile.signIns(person.id, from),
      ]);
      const keptDays = parts.signInsKeptDays;
      res.render(SESSIONS, { open, history, keptDays, isFirst: !from, saved: savedOf(req) });
    },

    async endSession(req: Request, res: Response) {
      const change = await sessions.end(currentUserOf(req), String(req.params.session));
      redirectAfterChange(res, '/settings/sessions?saved=session', change);
    },

    async endOthers(req: Request, res: Response) {
      await renewSession(
        req,
        { signInEpoch: await sessions.endAll(currentUserOf(req)) },
        accounts.moveSession,
      );
      res.redirect(303, '/settings/sessions?saved=others');
    },

    async deleteForm(req: Request, res: Response) {
      res.render(DELETE, { ...(await going(req)), fields: {} });
    },

    async delete(req: Request, res: Response) {
      const action = async () => {
        const { current_password: password } = parse(deletionForm, inputOf(req));
        const change = await deleteAccount(currentUserOf(req), password);
        await endSession(req, res, cookies);
        redirectAfterChange(res, '/?account-deleted', change);
      };
      await submit(req, res, { view: DELETE, data: () => going(req), action });
    },
  };
}

function savedOf(req: Request): string | undefined {
  return SAVED.find((each) => each === req.query.saved);
}

function shown({ email, login, displayName, firstName, lastName, locale }: CurrentUser) {
  return { email, login, display_name: displayName, first_name: firstName, last_name: lastName, locale };
}
