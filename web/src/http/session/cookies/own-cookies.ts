import { createHmac } from 'node:crypto';
import type { CookieOptions, Request, Response } from 'express';

export type OwnCookies = ReturnType<typeof ownCookies>;

/** What a browser keeps for this site. */
export type CookieName = 'session' | 'form' | 'device' | 'locale' | 'display' | 'invite';

/**
 * The cookies of this instance. Browsers give a host's cookies to every port of it, and two instances on one machine took
 * each other's: the names end in what is this instance's own.
 *
 * @param key derived from LANTERN_SECRET
 * @param publicOrigin where people reach the site; over HTTPS the names begin with `__Host-`, so that no neighbouring
 * subdomain and no page over HTTP plants such a cookie
 */
export function ownCookies(key: Buffer, publicOrigin: string | undefined) {
  const https = publicOrigin?.startsWith('https:') ?? false;
  const own = createHmac('sha256', key)
    .update(publicOrigin ?? '')
    .digest('hex')
    .slice(0, 8);
  const nameOf = (name: CookieName) => `${https ? '__Host-' : ''}${name}-${own}`;
  const options = (req: Request): CookieOptions => ({
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    secure: https || req.secure,
  });

  return {
    https,
    nameOf,

    /** What the browser sent under this name. Untrusted; empty when it sent none. */
    read(req: Request, name: CookieName): string {
      const start = `${nameOf(name)}=`;
      const pair = (req.headers.cookie ?? '').split(';').find((each) => each.trimStart().startsWith(start));
      return pair?.trim().slice(start.length) ?? '';
    },

    /**
     * @param value of letters, digits, `-`, `_`, `.` and `~`
     * @param seconds how long the browser keeps it; absent: until it is closed
     */
    set(
      res: Response,
      name: CookieName,
      { value, seconds }: { value: string; seconds?: number | undefined },
    ): void {
      const age = seconds === undefined ? {} : { maxAge: seconds * 1000 };
      res.cookie(nameOf(name), value, { ...options(res.req), ...age, encode: String });
    },

    clear(res: Response, name: CookieName): void {
      res.clearCookie(nameOf(name), options(res.req));
    },
  };
}
