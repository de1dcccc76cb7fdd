import type { FinalReason } from './close-reasons.ts';

export type RoomTokenResult =
  | { kind: 'token'; token: string; url: string; expiresIn: number }
  | { kind: 'refused'; reason: FinalReason }
  /** The site did not answer, or cannot serve the request now; `retryAfter`: milliseconds that the site asked to wait. */
  | { kind: 'unavailable'; retryAfter?: number };

const RESPONSE_TIMEOUT = 10_000;

/** The site's error codes that a repetition does not change. Any other answer (a proxy's page, say) is worth another attempt. */
const FINAL_ERRORS: Record<string, FinalReason> = {
  not_signed_in: 'signed_out',
  account_disabled: 'account_disabled',
  csrf_invalid: 'csrf_invalid',
  room_not_found: 'room_not_found',
  room_restricted: 'room_restricted',
  room_members_only: 'room_members_only',
  room_banned: 'room_banned',
};

/**
 * Requests a new room token from the site. Never throws.
 *
 * @param url the address where the site issues tokens for the room
 * @param csrf the page's CSRF token
 * @param send outside a browser: what sends the request with the page's cookies
 */
export async function requestRoomToken(
  url: string,
  csrf: string,
  send: (url: string, init: RequestInit) => Promise<Response> = fetch,
): Promise<RoomTokenResult> {
  try {
    const response = await send(url, {
      method: 'POST',
      headers: { Accept: 'application/json', 'X-CSRF-Token': csrf },
      signal: AbortSignal.timeout(RESPONSE_TIMEOUT),
    });
    const body = (await response.json()) as {
      token?: string;
      url?: string;
      expires_in?: number;
      code?: string;
    };
    if (response.ok && typeof body.token === 'string' && typeof body.url === 'string') {
      return { kind: 'token', token: body.token, url: body.url, expiresIn: Number(body.expires_in) * 1_000 };
    }
    const reason = FINAL_ERRORS[body.code ?? ''];
    if (reason) return { kind: 'refused', reason };
    const retryAfter = Number(response.headers.get('Retry-After')) * 1_000;
    return retryAfter > 0 ? { kind: 'unavailable', retryAfter } : { kind: 'unavailable' };
  } catch {
    return { kind: 'unavailable' };
  }
}
