import type { Request, Response } from 'express';
import { type Person, type ProfileService, passwordChange, profileForm } from '../accounts/service.ts';
import { submit } from '../http/form.ts';
import { personOf } from '../http/person.ts';
import { renewSession } from '../http/session.ts';
import { parse } from '../http/validation.ts';

const PROFILE = 'settings/views/profile.njk';
const PASSWORD = 'settings/views/password.njk';

/** What a page says was done, after its form: `?saved=<one of these>`, `settings:saved.<one of these>` in locales/. */
const SAVED = ['profile', 'password'];

export function settingsPages(profile: ProfileService) {
  return {
    profileForm(req: Request, res: Response) {
      res.render(PROFILE, { values: shown(personOf(req)), fields: {}, saved: savedOf(req) });
    },

    async changeProfile(req: Request, res: Response) {
      const action = async () => {
        const change = parse(profileForm, inputOf(req));
        await profile.change(personOf(req), change);
        // The switch in the header had set this browser, and would go on to speak for a person who wants no language of their own.
        if (change.locale !== undefined) delete req.session.locale;
        res.redirect(303, '/settings?saved=profile');
      };
      await submit(req, res, PROFILE, () => ({}), action);
    },

    passwordForm(req: Request, res: Response) {
      res.render(PASSWORD, { fields: {}, saved: savedOf(req) });
    },

    async changePassword(req: Request, res: Response) {
      const { id } = personOf(req);
      const action = async () => {
        const signInEpoch = await profile.changePassword(personOf(req), parse(passwordChange, inputOf(req)));
        await renewSession(req, { id, signInEpoch });
        res.redirect(303, '/settings/password?saved=password');
      };
      await submit(req, res, PASSWORD, () => ({}), action);
    },
  };
}

function inputOf(req: Request): Record<string, unknown> {
  const { _csrf, ...input } = (req.body ?? {}) as Record<string, unknown>;
  return input;
}

function savedOf(req: Request): string | undefined {
  return SAVED.find((each) => each === req.query.saved);
}

function shown({ email, login, firstName, lastName, locale }: Person) {
  return { email, login, first_name: firstName, last_name: lastName, locale };
}
