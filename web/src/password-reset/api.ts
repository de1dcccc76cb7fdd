import { apiCall } from '../http/api/api-call.ts';
import { accessOf } from '../http/api/bearer.ts';
import { localeOf } from '../http/pages/locale.ts';
import { callerOf, originOf, requesterOf } from '../http/session/caller.ts';
import { LINK_SECONDS, linkUrl } from './links.ts';
import { forgotten, link, lookedAt, reset, waysIn } from './schemas.ts';
import type { PasswordResetService } from './service.ts';

type Parts = {
  passwordResets: PasswordResetService;
  /** Where people reach the site; absent: under whatever host they ask for. */
  publicOrigin: string | undefined;
};

export function passwordResetApi({ passwordResets: resets, publicOrigin }: Parts) {
  return {
    forgot: apiCall(
      {
        summary:
          'Have a link mailed that sets a new password once, within 10 minutes. Says the same whether or not there is such an account; `email` may hold the login',
        body: forgotten,
        example: { email: 'vera@example.org' },
        status: 204,
        errors: ['too_many_requests', 'mail_not_configured'],
      },
      async ({ body }, req) => resets.ask(body.email, callerOf(req), localeOf(req)),
    ),

    reset: apiCall(
      {
        summary:
          'Set a new password with the `token` of a link. Ends everything the person is signed in with; sign in with the new password then. Whoever sets it by a link that was mailed to an e-mail that was never verified takes all other ways in away with that',
        body: reset,
        example: { token: 'what the link held', password: 'Harbour 7 lights' },
        status: 204,
        errors: ['reset_link_invalid', 'too_many_requests'],
      },
      async ({ body }, req) => void (await resets.reset(body, requesterOf(req))),
    ),

    waysIn: apiCall(
      {
        summary:
          'What else lets somebody into the account that the `token` of a link for a new password is for. Changes nothing',
        body: lookedAt,
        example: { token: 'what the link held' },
        status: 200,
        reply: waysIn,
        errors: ['reset_link_invalid', 'too_many_requests'],
      },
      async ({ body }, req) => {
        const found = await resets.waysIn(body.token, callerOf(req));
        return {
          email_verified: found.emailVerified,
          removes: found.removes,
          two_factor: found.twoFactor,
          passkeys: found.passkeys.map(({ name, createdAt }) => ({
            name,
            created_at: createdAt.toISOString(),
          })),
          social_accounts: found.socialAccounts.map(({ provider, name, linkedAt }) => ({
            provider,
            name,
            linked_at: linkedAt.toISOString(),
          })),
        };
      },
    ),

    makeLink: apiCall(
      {
        summary: 'Make a link with which somebody sets a new password once; told in this reply only',
        status: 201,
        reply: link,
        errors: ['rights_exceed_yours', 'account_disabled'],
      },
      async (_input, req) => {
        const { token } = await resets.makeLink(accessOf(req).person, String(req.params.user));
        return { url: linkUrl(publicOrigin ?? originOf(req), token), expires_in: LINK_SECONDS };
      },
    ),
  };
}
