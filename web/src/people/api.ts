import type { Request } from 'express';
import { type ProfileService, shownSignIns, signInListReply } from '../accounts/index.ts';
import { apiCall } from '../http/api/api-call.ts';
import { accessOf } from '../http/api/bearer.ts';
import { chatWarning, chatWarningOf } from '../http/api/chat-warning.ts';
import { continuation, shownPage } from '../paging.ts';
import { account, accountListReply, peopleListQuery } from './schemas.ts';
import type { ManagedAccount, PeopleService } from './service.ts';

type Parts = { people: PeopleService; profile: ProfileService };

export function peopleApi({ people, profile }: Parts) {
  return {
    list: apiCall(
      {
        summary: 'All accounts, or those whose e-mail, login or name holds a text (q); newest first',
        query: peopleListQuery,
        status: 200,
        reply: accountListReply,
      },
      async ({ query: { q = '', after } }) => shownPage(await people.search(q, after), shown),
    ),

    get: apiCall({ summary: 'An account', status: 200, reply: account }, async (_input, req) =>
      shown(await people.get(userIn(req))),
    ),

    signIns: apiCall(
      {
        summary: 'The sign-in history of somebody, newest first',
        query: continuation,
        status: 200,
        reply: signInListReply,
      },
      async ({ query }, req) => {
        const page = await profile.signIns(userIn(req), query.after);
        // Who has a history exists.
        if (page.items.length === 0) await people.get(userIn(req));
        return shownSignIns(page);
      },
    ),

    disable: apiCall(
      {
        summary: 'Disable an account: everything it is signed in with ends, and nobody can sign in to it',
        status: 204,
        warning: chatWarning,
        errors: ['rights_exceed_yours', 'own_account', 'last_superuser'],
      },
      async (_input, req) => chatWarningOf(await people.disable(accessOf(req).person, userIn(req))),
    ),

    enable: apiCall(
      {
        summary: 'Let somebody sign in again who was disabled',
        status: 204,
        errors: ['rights_exceed_yours'],
      },
      async (_input, req) => people.enable(accessOf(req).person, userIn(req)),
    ),

    signOut: apiCall(
      {
        summary: 'End every session, token and chat connection of somebody; they can sign in again',
        status: 204,
        warning: chatWarning,
        errors: ['rights_exceed_yours'],
      },
      async (_input, req) => chatWarningOf(await people.signOut(accessOf(req).person, userIn(req))),
    ),
  };
}

const userIn = (req: Request) => String(req.params.user);

function shown(person: ManagedAccount) {
  return {
    id: person.id,
    email: person.email,
    login: person.login,
    display_name: person.displayName,
    first_name: person.firstName,
    last_name: person.lastName,
    is_superuser: person.isSuperuser,
    created_at: person.createdAt.toISOString(),
    last_sign_in_at: person.lastSignInAt?.toISOString() ?? null,
    disabled_at: person.disabledAt?.toISOString() ?? null,
  };
}
