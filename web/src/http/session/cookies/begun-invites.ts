import type { Request, Response } from 'express';
import { sign, verifiedValue } from '../../../crypto/signature.ts';
import type { OwnCookies } from './own-cookies.ts';

export type BegunInvites = ReturnType<typeof begunInvites>;

const SECONDS = 60 * 60;

/**
 * The invite that a stranger has begun to accept in this browser: they pressed "Sign up" or "Sign in" on its page. It is accepted
 * when they are signed in, whichever way that goes. The cookie is signed, so that nobody plants an invite.
 *
 * @param key signs the cookie
 * @param now milliseconds since 1970
 */
export function begunInvites(cookies: OwnCookies, key: Buffer, now: () => number) {
  return {
    /** @param token of the invite */
    keep(res: Response, token: string): void {
      const value = sign(`${token}.${now() + SECONDS * 1000}`, key);
      cookies.set(res, 'invite', { value, seconds: SECONDS });
    },

    /** Takes the cookie away. @returns the token in it; undefined: there is none that holds */
    take(req: Request, res: Response): string | undefined {
      const cookie = cookies.read(req, 'invite');
      if (cookie === '') return undefined;
      cookies.clear(res, 'invite');
      const [token, until] = verifiedValue(cookie, key)?.split('.') ?? [];
      return now() < Number(until) ? token : undefined;
    },
  };
}
