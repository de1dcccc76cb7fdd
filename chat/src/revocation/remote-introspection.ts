import { REQUEST_ID } from '@lantern/service/request-id';
import { z } from 'zod';
import type { Introspect } from './introspection.ts';

/** In milliseconds. A handshake does not wait much longer. */
const TIMEOUT = 4000;

const active = z.object({ as_of: z.number() });
const problem = z.object({ code: z.string() });

/**
 * Introspection over HTTP, which authenticates with the token itself.
 *
 * @param web an internal address of web, such as that of its keys
 */
export function remoteIntrospection(web: URL): Introspect {
  const url = new URL('/auth/room-token', web);
  return async (token, requestId) => {
    const response = await fetch(url, {
      // A redirect must not take the token to another host.
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT),
      headers: { authorization: `Bearer ${token}`, ...(requestId && { [REQUEST_ID]: requestId }) },
    });
    const body = await response.json();
    if (response.ok) return active.parse(body).as_of;
    const { code } = problem.parse(body);
    // The release before has no introspection in web; chat accepts the token, as that release did.
    if (code === 'call_not_found') return 0;
    if ([401, 403, 404].includes(response.status)) return undefined;
    throw new Error(`web answers ${response.status} ${code}`);
  };
}
