import { apiCall } from '../http/api/api-call.ts';
import { accessOf } from '../http/api/bearer.ts';
import { requesterOf } from '../http/session/caller.ts';
import type { TokenService } from '../tokens/index.ts';
import { passkeyListReply, removal, renaming } from './schemas.ts';
import type { PasskeyRotation } from './service.ts';

/** A passkey is made and used in a browser; programs see what there is, and take it away. */
export function passkeyApi({ passkeys, tokens }: { passkeys: PasskeyRotation; tokens: TokenService }) {
  return {
    list: apiCall(
      { summary: 'My passkeys, oldest first', status: 200, reply: passkeyListReply },
      async (_input, req) => {
        const items = await passkeys.list(accessOf(req).person);
        return {
          items: items.map(({ id, name, createdAt, lastUsedAt }) => ({
            id,
            name,
            created_at: createdAt.toISOString(),
            last_used_at: lastUsedAt?.toISOString() ?? null,
          })),
          next: null,
        };
      },
    ),

    rename: apiCall(
      {
        summary: 'Rename one of my passkeys',
        body: renaming,
        example: { name: 'Blue key on the ring' },
        status: 204,
      },
      async ({ body }, req) => passkeys.rename(accessOf(req).person, String(req.params.passkey), body.name),
    ),

    remove: apiCall(
      {
        summary:
          'Remove one of my passkeys, unless it is the last way into my account. ' +
          'Ends everything else I am signed in with; this access token too: refresh to go on',
        body: removal,
        example: { current_password: 'Harbour 7 lights' },
        status: 204,
        errors: ['last_way_in', 'confirmation_needed', 'changed_meanwhile', 'too_many_requests'],
      },
      async ({ body }, req) => {
        const access = accessOf(req);
        const wanted = { id: String(req.params.passkey), currentPassword: body.current_password };
        const epoch = await passkeys.remove(access.person, wanted, requesterOf(req));
        await tokens.keepSignedIn(access, epoch);
      },
    ),
  };
}
