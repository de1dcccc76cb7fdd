import type { Request, Response } from 'express';
import type { AccountService } from '../accounts/index.ts';
import { parse } from '../http/api/validation.ts';
import { inputOf, submit } from '../http/pages/form.ts';
import { requesterOf } from '../http/session/caller.ts';
import { currentUserOf } from '../http/session/current-user.ts';
import { renewSession } from '../http/session/session.ts';
import { confirmation, reauthentication } from './schemas.ts';
import type { Setup, TwoFactorService } from './service.ts';

const HOME = '/settings/two-factor';
const STATE = 'two-factor/views/state.njk';
const SETUP = 'two-factor/views/setup.njk';
const PROOF = 'two-factor/views/proof.njk';
const CODES = 'two-factor/views/recovery-codes.njk';

/** What a page asks for a password and a code for; `two-factor:<act>` in locales/. */
type Act = 'first_app' | 'new_codes' | 'new_app' | 'off';

type Parts = { twoFactor: TwoFactorService; accounts: AccountService };

/** `/settings/two-factor`: what is shown once is in the answer to the form that asked for it, and on no page with an address. */
export function twoFactorPages({ twoFactor, accounts }: Parts) {
  const proofForm = (act: Act) => (_req: Request, res: Response) => {
    res.render(PROOF, { act, values: {}, fields: {} });
  };

  return {
    async state(req: Request, res: Response) {
      const saved = req.query.saved === 'two_factor_off' ? 'two_factor_off' : undefined;
      res.render(STATE, { ...(await twoFactor.state(currentUserOf(req))), saved });
    },

    newAppForm: proofForm('new_app'),
    newCodesForm: proofForm('new_codes'),
    offForm: proofForm('off'),

    async begin(req: Request, res: Response) {
      const act = currentUserOf(req).hasTwoFactor ? 'new_app' : 'first_app';
      await answer(req, res, {
        view: PROOF,
        data: { act },
        action: async () => {
          const setup = await twoFactor.begin(currentUserOf(req), parse(reauthentication, inputOf(req)));
          res.render(SETUP, { ...shown(setup), fields: {}, values: {} });
        },
      });
    },

    async confirm(req: Request, res: Response) {
      const { key, ...input } = inputOf(req);
      // With a wrong code the QR code stays where it was.
      const setup = twoFactor.again(currentUserOf(req), key);
      await answer(req, res, {
        view: SETUP,
        data: setup ? shown(setup) : {},
        action: async () => {
          const { code } = parse(confirmation, input);
          const { recoveryCodes, epoch } = await twoFactor.confirm(
            currentUserOf(req),
            code,
            requesterOf(req),
          );
          await renewSession(req, { signInEpoch: epoch, passed: true }, accounts.moveSession);
          res.render(CODES, { codes: recoveryCodes, justOn: true });
        },
      });
    },

    async newCodes(req: Request, res: Response) {
      await answer(req, res, {
        view: PROOF,
        data: { act: 'new_codes' },
        action: async () => {
          const proof = parse(reauthentication, inputOf(req));
          res.render(CODES, {
            codes: await twoFactor.newRecoveryCodes(currentUserOf(req), proof, requesterOf(req)),
          });
        },
      });
    },

    async turnOff(req: Request, res: Response) {
      await answer(req, res, {
        view: PROOF,
        data: { act: 'off' },
        action: async () => {
          const proof = parse(reauthentication, inputOf(req));
          const epoch = await twoFactor.turnOff(currentUserOf(req), proof, requesterOf(req));
          await renewSession(req, { signInEpoch: epoch, passed: false }, accounts.moveSession);
          res.redirect(303, `${HOME}?saved=two_factor_off`);
        },
      });
    },
  };
}

/** In groups of four, as people read and type it. */
function shown({ secret, uri, qrSvg }: Setup) {
  return { key: secret, secret: secret.match(/.{4}/g)?.join(' '), uri, qrSvg };
}

type Submission = {
  view: string;
  data: { act?: Act } | ReturnType<typeof shown>;
  action: () => Promise<void>;
};

/** Like `submit`, with the locale switch leading to a page that can be opened. */
async function answer(req: Request, res: Response, { view, data, action }: Submission): Promise<void> {
  res.locals.path = HOME;
  await submit(req, res, { view, data: () => data, action });
}
