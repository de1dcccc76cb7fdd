import { apiCall } from '../http/api/api-call.ts';
import { accessOf } from '../http/api/bearer.ts';
import { requesterOf } from '../http/session/caller.ts';
import type { TokenService } from '../tokens/index.ts';
import { confirmation, reauthentication, recoveryCodes, setup, state } from './schemas.ts';
import type { TwoFactorService } from './service.ts';

type Parts = { twoFactor: TwoFactorService; tokens: TokenService };

export function twoFactorApi({ twoFactor, tokens }: Parts) {
  return {
    state: apiCall(
      { summary: 'Whether my sign-in asks for a second factor', status: 200, reply: state },
      async (_input, req) => {
        const { since, recoveryCodesLeft, required } = await twoFactor.state(accessOf(req).person);
        return {
          enabled: since !== undefined,
          since: since?.toISOString() ?? null,
          recovery_codes_left: recoveryCodesLeft,
          required,
        };
      },
    ),

    begin: apiCall(
      {
        summary:
          'A key for an authenticator app, shown once; nothing changes before PUT confirms it. ' +
          'It takes current_password, or a fresh sign-in on the pages where there is no password; ' +
          'who has two-factor sign-in and sets up another app sends a code as well',
        body: reauthentication,
        example: { current_password: 'Harbour 7 lights' },
        status: 200,
        reply: setup,
        errors: ['two_factor_on', 'confirmation_needed', 'changed_meanwhile', 'too_many_requests'],
      },
      async ({ body }, req) => {
        const { secret, uri, qrSvg } = await twoFactor.begin(accessOf(req).person, body);
        return { secret, uri, qr_svg: qrSvg };
      },
    ),

    confirm: apiCall(
      {
        summary:
          'Turn two-factor sign-in on, with a code of the app. The recovery codes are shown this once. ' +
          'Ends everything else I am signed in with; this access token too: refresh to go on',
        body: confirmation,
        example: { code: '123456' },
        status: 200,
        reply: recoveryCodes,
        errors: ['two_factor_not_begun', 'too_many_requests'],
      },
      async ({ body }, req) => {
        const access = accessOf(req);
        const { recoveryCodes: shown, epoch } = await twoFactor.confirm(
          access.person,
          body.code,
          requesterOf(req),
        );
        await tokens.keepSignedIn(access, epoch, true);
        return { recovery_codes: shown };
      },
    ),

    newRecoveryCodes: apiCall(
      {
        summary: 'Ten new recovery codes, shown this once; the old ones are void',
        body: reauthentication,
        example: { current_password: 'Harbour 7 lights', code: '123456' },
        status: 200,
        reply: recoveryCodes,
        errors: ['two_factor_off', 'confirmation_needed', 'changed_meanwhile', 'too_many_requests'],
      },
      async ({ body }, req) => ({
        recovery_codes: await twoFactor.newRecoveryCodes(accessOf(req).person, body, requesterOf(req)),
      }),
    ),

    turnOff: apiCall(
      {
        summary:
          'Turn two-factor sign-in off. Ends everything else I am signed in with; this access token too: refresh to go on',
        body: reauthentication,
        example: { current_password: 'Harbour 7 lights', code: '123456' },
        status: 204,
        errors: [
          'two_factor_off',
          'two_factor_mandatory',
          'confirmation_needed',
          'changed_meanwhile',
          'too_many_requests',
        ],
      },
      async ({ body }, req) => {
        const access = accessOf(req);
        const epoch = await twoFactor.turnOff(access.person, body, requesterOf(req));
        await tokens.keepSignedIn(access, epoch, false);
      },
    ),
  };
}
