import { apiCall } from '../http/api/api-call.ts';
import { accessOf } from '../http/api/bearer.ts';
import { requesterOf } from '../http/session/caller.ts';
import { LINK_SECONDS } from '../password-reset/index.ts';
import { emailLink, undone } from './schemas.ts';
import type { EmailService } from './service.ts';

export function emailApi(emails: EmailService) {
  return {
    sendVerification: apiCall(
      {
        summary: 'Have the link mailed once more that verifies my e-mail, within a day',
        status: 204,
        errors: ['email_already_verified', 'mail_not_configured', 'too_many_requests'],
      },
      async (_input, req) => emails.sendVerification(accessOf(req).person, requesterOf(req)),
    ),

    cancelChange: apiCall(
      { summary: 'Keep my e-mail: the link that was mailed to another one is void then', status: 204 },
      async (_input, req) => emails.cancelChange(accessOf(req).person),
    ),

    confirm: apiCall(
      {
        summary: 'Verify an e-mail, or change to it, with the `token` of the link that was mailed there',
        body: emailLink,
        example: { token: 'what the link held' },
        status: 204,
        errors: ['email_link_invalid', 'email_taken', 'too_many_requests'],
      },
      async ({ body }, req) => emails.confirm(body.token, requesterOf(req)),
    ),

    undo: apiCall(
      {
        summary:
          'Undo a change of e-mail, within 7 days, with the `token` of the link that was mailed to the address before. ' +
          'Ends everything the account is signed in with; `token` of the reply sets a new password, ' +
          'and is null when the account is disabled',
        body: emailLink,
        example: { token: 'what the link held' },
        status: 200,
        reply: undone,
        errors: ['email_link_invalid', 'email_taken', 'too_many_requests'],
      },
      async ({ body }, req) => ({
        token: (await emails.undo(body.token, requesterOf(req))) ?? null,
        expires_in: LINK_SECONDS,
      }),
    ),
  };
}
