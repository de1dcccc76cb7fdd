import type { Ending } from './endings.ts';

export type TokenAnswer =
  | { kind: 'token'; token: string; url: string; expiresIn: number }
  | { kind: 'refused'; why: Ending }
  /** Nobody there, or not now; `pause`: milliseconds the site asked to wait. */
  | { kind: 'unavailable'; pause?: number };

const ANSWER_WITHIN = 10_000;

/** The site's codes that no repetition changes. Whatever else comes (a proxy's page, say) is worth another try. */
const REFUSALS: Record<string, Ending> = {
  not_signed_in: 'signed_out',
  account_disabled: 'account_disabled',
  csrf_invalid: 'csrf_invalid',
  room_not_found: 'room_not_found',
  room_restricted: 'room_restricted',
};

/**
 * Asks the site for a fresh room token. Never throws.
 *
 * @param url the room's token address
 * @param csrf the page's CSRF token
 */
export async function requestToken(url: string, csrf: string): Promise<TokenAnswer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { Accept: 'application/json', 'X-CSRF-Token': csrf },
      signal: AbortSignal.timeout(ANSWER_WITHIN),
    });
    const body = await response.json();
    if (response.ok && typeof body.token === 'string' && typeof body.url === 'string') {
      return { kind: 'token', token: body.token, url: body.url, expiresIn: Number(body.expires_in) * 1_000 };
    }
    const refusal = REFUSALS[body.code];
    if (refusal) return { kind: 'refused', why: refusal };
    const pause = Number(response.headers.get('Retry-After')) * 1_000;
    return pause > 0 ? { kind: 'unavailable', pause } : { kind: 'unavailable' };
  } catch {
    return { kind: 'unavailable' };
  }
}
