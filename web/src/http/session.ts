import type { Request, RequestHandler, Response } from 'express';
import session, { type Store } from 'express-session';

declare module 'express-session' {
  interface SessionData {
    userId: string;
    /** Milliseconds since 1970: activity renews a session, but not for ever. */
    signedInAt: number;
    /** The person's epoch at sign-in: a later one ends the session. */
    signInEpoch: number;
    locale: string;
    /** What csurf derives the forms' tokens from. */
    csrfSecret: string;
  }
}

type SignedIn = { id: string; signInEpoch: number };

/** `__Host-` keeps other subdomains from planting a cookie, but browsers take it over HTTPS only. */
const COOKIE = { https: '__Host-session', http: 'session' };

/**
 * Cookie sessions. The cookie ends with the browser; how long the record lives without activity is the store's matter.
 *
 * @param secret signs the cookie
 * @param https whether people reach the site over HTTPS
 */
export function sessions(store: Store, secret: string, https: boolean): RequestHandler {
  return session({
    store,
    secret,
    name: https ? COOKIE.https : COOKIE.http,
    resave: false,
    saveUninitialized: false,
    cookie: { httpOnly: true, sameSite: 'lax', path: '/', secure: https ? true : 'auto' },
  });
}

/**
 * PUBLIC_URL says that people come over HTTPS, also when whatever ends TLS for them stands before the gateway and cannot
 * be seen from here. Without this express-session would take them for plain HTTP and set no cookie, without a word.
 */
export const reachedOverHttps: RequestHandler = (req, _res, next) => {
  Object.defineProperty(req, 'protocol', { value: 'https' });
  next();
};

/**
 * Whose session this is and since which epoch.
 *
 * @param maxSeconds since the sign-in, however active the session was
 * @returns undefined for a stranger and when that time has passed
 */
export function signInOf(req: Request, maxSeconds: number): { userId: string; epoch: number } | undefined {
  // A session from before there were epochs began under the first.
  const { userId, signedInAt = 0, signInEpoch: epoch = 0 } = req.session;
  return userId && Date.now() - signedInAt < maxSeconds * 1000 ? { userId, epoch } : undefined;
}

/** A new session id at sign-in: one planted or seen before must not become a signed-in one (session fixation). */
export function startSession(req: Request, person: SignedIn): Promise<void> {
  return anotherSession(req, person, { locale: req.session.locale });
}

/** A new session id after a change of password. Other tabs of this browser go on, so their forms' tokens stay good. */
export function renewSession(req: Request, person: SignedIn): Promise<void> {
  const { locale, csrfSecret } = req.session;
  return anotherSession(req, person, { locale, csrfSecret });
}

async function anotherSession(
  req: Request,
  { id: userId, signInEpoch }: SignedIn,
  kept: { locale?: string | undefined; csrfSecret?: string | undefined },
): Promise<void> {
  await new Promise<void>((done, fail) => req.session.regenerate((error) => (error ? fail(error) : done())));
  Object.assign(req.session, { userId, signInEpoch, signedInAt: Date.now() }, kept);
  // Puts the secret of the next page's forms in: else that page would write the session a second time.
  req.csrfToken();
  await saveSession(req);
}

/** Before a redirect: the browser may be back sooner than the store has the record. */
export function saveSession(req: Request): Promise<void> {
  return new Promise((done, fail) => req.session.save((error) => (error ? fail(error) : done())));
}

export async function endSession(req: Request, res: Response): Promise<void> {
  const { secure, path } = req.session.cookie;
  await new Promise<void>((done, fail) => req.session.destroy((error) => (error ? fail(error) : done())));
  // express-session forgets the record and leaves the cookie.
  for (const name of Object.values(COOKIE))
    res.clearCookie(name, { path: path ?? '/', secure: secure === true });
}

/** Pages differ by who asks: no cache may keep them, and the Back button after signing out shows nothing. */
export const privateByDefault: RequestHandler = (_req, res, next) => {
  res.setHeader('Cache-Control', 'no-store');
  next();
};
