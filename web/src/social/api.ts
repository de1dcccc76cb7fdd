import { apiCall } from '../http/api/api-call.ts';
import { accessOf } from '../http/api/bearer.ts';
import { requesterOf } from '../http/session/caller.ts';
import type { TokenService } from '../tokens/index.ts';
import { linkedAccounts, proofForm } from './schemas.ts';
import type { SocialService } from './service.ts';

export function socialApi({ social, tokens }: { social: SocialService; tokens: TokenService }) {
  return {
    list: apiCall(
      {
        summary: 'The accounts of other sites that I can sign in with on the pages, the newest first',
        status: 200,
        reply: linkedAccounts,
      },
      async (_input, req) => {
        const items = await social.list(accessOf(req).person);
        return {
          items: items.map(({ provider, label, name, linkedAt, lastUsedAt }) => ({
            provider,
            label,
            name,
            linked_at: linkedAt.toISOString(),
            last_used_at: lastUsedAt?.toISOString() ?? null,
          })),
          next: null,
        };
      },
    ),

    unlink: apiCall(
      {
        summary:
          'Unlink the account of a provider. Ends everything else I am signed in with; this access token too: refresh to go on',
        body: proofForm,
        example: { current_password: 'Harbour 7 lights' },
        status: 204,
        errors: ['last_way_in', 'confirmation_needed', 'changed_meanwhile', 'too_many_requests'],
      },
      async ({ body }, req) => {
        const access = accessOf(req);
        const wanted = { provider: String(req.params.provider), currentPassword: body.current_password };
        const epoch = await social.unlink(access.person, wanted, requesterOf(req));
        await tokens.keepSignedIn(access, epoch);
      },
    ),
  };
}
