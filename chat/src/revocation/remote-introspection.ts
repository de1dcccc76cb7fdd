import { z } from 'zod';
import type { Vouch } from './introspection.ts';

/** In milliseconds: a handshake has not much longer. */
const WITHIN = 4000;

const good = z.object({ as_of: z.number() });
const problem = z.object({ code: z.string() });

/**
 * Asks web over HTTP, with the token itself.
 *
 * @param web an address of web's own, such as that of its keys
 */
export function remoteVouching(web: URL): Vouch {
  const url = new URL('/auth/room-token', web);
  return async (token) => {
    const response = await fetch(url, {
      // The token goes where the configuration says, and nowhere else.
      redirect: 'error',
      signal: AbortSignal.timeout(WITHIN),
      headers: { authorization: `Bearer ${token}` },
    });
    const body = await response.json();
    if (response.ok) return good.parse(body).as_of;
    const { code } = problem.parse(body);
    // A web of the release before knows no such question: as until then, the token is believed.
    if (code === 'call_not_found') return 0;
    if ([401, 403, 404].includes(response.status)) return undefined;
    throw new Error(`web answers ${response.status} ${code}`);
  };
}
