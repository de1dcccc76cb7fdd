import type { DeleteAccount } from '../account-deletion/index.ts';
import type { EmailService } from '../email/index.ts';
import { apiCall } from '../http/api/api-call.ts';
import { accessOf } from '../http/api/bearer.ts';
import { chatWarning, chatWarningOf } from '../http/api/chat-warning.ts';
import { requesterOf } from '../http/session/caller.ts';
import { continuation } from '../paging.ts';
import type { TokenService } from '../tokens/index.ts';
import type { ProfileService } from './profile/profile.ts';
import { accountDeletion, passwordChange, profileChange, signInListReply, signUp, user } from './schemas.ts';
import type { Account, AccountService } from './service.ts';
import { shownSignIns } from './sign-ins/shown-sign-ins.ts';

type Parts = {
  accounts: AccountService;
  profile: ProfileService;
  tokens: TokenService;
  deleteAccount: DeleteAccount;
  emails: EmailService;
};

export function accountApi({ accounts, profile, tokens, deleteAccount, emails }: Parts) {
  return {
    register: apiCall(
      {
        summary: 'Register an account',
        body: signUp,
        example: { email: 'vera@example.org', password: 'Harbour 7 lights', login: 'vera' },
        status: 201,
        reply: user,
        errors: ['email_taken', 'login_taken', 'too_many_requests'],
      },
      async ({ body }, req) => shown((await accounts.register(body, requesterOf(req))).account),
    ),

    me: apiCall({ summary: 'My account', status: 200, reply: user }, async (_input, req) => {
      const { person } = accessOf(req);
      return shown(person, await emails.pendingOf(person));
    }),

    change: apiCall(
      {
        summary:
          'Change my e-mail, login, names or language; null takes one away. ' +
          'Where mail is sent, the e-mail changes when the link is used that is mailed to the new one',
        body: profileChange,
        example: { first_name: 'Vera', last_name: null },
        status: 204,
        errors: [
          'email_taken',
          'login_taken',
          'confirmation_needed',
          'changed_meanwhile',
          'too_many_requests',
        ],
      },
      async ({ body }, req) => void (await profile.change(accessOf(req).person, body, requesterOf(req))),
    ),

    delete: apiCall(
      {
        summary: 'Delete my account with everything that is kept of it, my rooms too. Nothing brings it back',
        body: accountDeletion,
        example: { current_password: 'Harbour 7 lights' },
        status: 204,
        warning: chatWarning,
        errors: ['last_superuser', 'too_many_requests', 'payments_unavailable'],
      },
      async ({ body }, req) =>
        chatWarningOf(await deleteAccount(accessOf(req).person, body.current_password)),
    ),

    changePassword: apiCall(
      {
        summary:
          'Change my password. Ends everything else I am signed in with; this access token too: refresh to go on',
        body: passwordChange,
        example: { current_password: 'Harbour 7 lights', new_password: 'Harbour 8 lights' },
        status: 204,
        errors: ['changed_meanwhile', 'too_many_requests'],
      },
      async ({ body }, req) => {
        const access = accessOf(req);
        const epoch = await profile.changePassword(access.person, body, requesterOf(req));
        await tokens.keepSignedIn(access, epoch);
      },
    ),

    signIns: apiCall(
      {
        summary: 'My sign-in history, newest first',
        query: continuation,
        status: 200,
        reply: signInListReply,
      },
      async ({ query }, req) => shownSignIns(await profile.signIns(accessOf(req).sub, query.after)),
    ),
  };
}

function shown(
  { id, email, login, displayName, firstName, lastName, locale, emailVerified }: Account,
  pending?: string,
) {
  return {
    id,
    email,
    login,
    display_name: displayName,
    first_name: firstName,
    last_name: lastName,
    locale,
    email_verified: emailVerified,
    email_pending: pending ?? null,
  };
}
