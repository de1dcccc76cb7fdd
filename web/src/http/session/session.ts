import { randomBytes } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import session, { type SessionData, type Store } from 'express-session';
import type { SignInRef } from '../../accounts/index.ts';
import { LanternError } from '../../errors.ts';
import type { Challenge } from '../../passkeys/index.ts';
import type { CompletedSignIn, PendingSignIn } from '../../sign-in/index.ts';
import type { Attempt, LinkPermit, Newcomer } from '../../social/index.ts';
import type { OwnCookies } from './cookies/own-cookies.ts';

declare module 'express-session' {
  interface SessionData {
    userId: string;
    /** Milliseconds since 1970: activity renews a session, but not for ever. */
    signedInAt: number;
    /** The person's epoch at sign-in: a later one ends the session. */
    signInEpoch: number;
    /** The sign-in that it began with. */
    signInId: string;
    /** Milliseconds since 1970: when they last showed who they are, at the sign-in or since. */
    provedAt: number;
    /** Whether the sign-in passed a second factor. */
    secondFactor: boolean;
    /** A password was right and a code is missing. Gives no right: nobody is signed in. */
    pending: PendingSignIn;
    /** What authenticators were asked to sign, and have not brought back. */
    challenges: Challenge[];
    /** Ways to a provider that tabs of this browser have begun and not come back from. */
    attempts: Attempt[];
    linking: LinkPermit;
    /** Whom a provider vouches for and who is nobody here yet. Gives no right: nobody is signed in. */
    newcomer: Newcomer;
    /** What the forms' tokens are derived from once somebody signs in, or begins to: see `formSecrets`. */
    csrfSecret: string;
  }
}

/**
 * Cookie sessions. The cookie ends with the browser; how long the record lives without activity is the store's matter.
 *
 * @param secret signs the cookie
 * @param cookies how this instance's are called
 */
export function sessions(store: Store, secret: string, cookies: OwnCookies): RequestHandler {
  const read = session({
    store,
    secret,
    name: cookies.nameOf('session'),
    resave: false,
    saveUninitialized: false,
    cookie: { httpOnly: true, sameSite: 'lax', path: '/', secure: cookies.https ? true : 'auto' },
  });
  return (req, res, next) => {
    // `OPTIONS *` asks for no path: express-session makes no session for it, and everything after it counts on one.
    if (!req.path.startsWith('/')) throw new LanternError('page_not_found');
    read(req, res, next);
  };
}

/**
 * PUBLIC_URL says that people come over HTTPS, also when whatever ends TLS for them stands before the gateway and cannot
 * be seen from here. Without this express-session would take them for plain HTTP and set no cookie, without a word.
 */
export const reachedOverHttps: RequestHandler = (req, _res, next) => {
  Object.defineProperty(req, 'protocol', { value: 'https' });
  next();
};

/** The scheme that the connection and trusted proxies tell of, whatever `reachedOverHttps` has made of it. */
export const forwardedProtocol = (req: Request): string =>
  Reflect.get(Object.getPrototypeOf(req), 'protocol', req);

type SignedIn = {
  userId: string;
  epoch: number;
  signIn: SignInRef & { sessionId: string };
  /** Until the session ends if nothing more is asked for in it. */
  secondsLeft: number;
  secondFactor: boolean;
  justProved: boolean;
};

/** How long what a sign-in showed of a person is good for what asks for it anew. */
const JUST_PROVED_MS = 10 * 60 * 1000;

/** In seconds: how long a session lives without a request, and since the sign-in however active it is. */
export type SessionLife = { idle: number; most: number };

/**
 * Whose session this is and since which epoch. The request renews it.
 *
 * @param now milliseconds since 1970
 * @returns undefined for a stranger and for who signed in too long ago
 */
export function signInOf(req: Request, life: SessionLife, now: number): SignedIn | undefined {
  // A session from before there were epochs began under the first.
  const { userId, signedInAt = 0, signInEpoch: epoch = 0, signInId, secondFactor = false } = req.session;
  const secondsLeft = Math.min(life.idle, Math.floor((signedInAt - now) / 1000 + life.most));
  if (!userId || !signInId || secondsLeft <= 0) return undefined;
  const signIn = { signInId, sessionId: req.sessionID };
  const justProved = now - (req.session.provedAt ?? signedInAt) < JUST_PROVED_MS;
  return { userId, epoch, signIn, secondsLeft, secondFactor, justProved };
}

/**
 * A new session id at sign-in, after the last factor: one planted or seen before must not become a signed-in one (session
 * fixation).
 */
export async function newSessionId(req: Request): Promise<string> {
  await regenerate(req);
  return req.sessionID;
}

/**
 * Signs this session in.
 *
 * @param signIn which stands in the history with this session's id
 * @param now milliseconds since 1970
 */
export async function startSession(
  req: Request,
  { id: signInId, account, secondFactor }: CompletedSignIn<{ sessionId: string }>,
  now: number,
): Promise<void> {
  const { id: userId, signInEpoch } = account;
  await fill(req, { userId, signInEpoch, signInId, secondFactor, signedInAt: now, provedAt: now });
  req.devices.remember(userId, signInEpoch);
}

/** A session that knows who may finish signing in, under a new id, and nothing else of whose it was. */
export const holdSignIn = (req: Request, pending: PendingSignIn): Promise<void> => hold(req, { pending });

/** The same for who may sign up: else whoever planted the session could do it for them. */
export const holdNewcomer = (req: Request, newcomer: Newcomer): Promise<void> => hold(req, { newcomer });

async function hold(req: Request, held: { [Key in keyof SessionData]?: SessionData[Key] }): Promise<void> {
  await regenerate(req);
  await fill(req, held);
}

/**
 * Goes on under a new id for who has shown again who they are.
 *
 * @param now milliseconds since 1970
 * @param move tells the history the session's new id
 */
export async function proveSession(
  req: Request,
  now: number,
  move: (signInId: string, sessionId: string) => Promise<void>,
): Promise<void> {
  req.session.provedAt = now;
  await renewSession(req, { signInEpoch: req.session.signInEpoch ?? 0 }, move);
}

/**
 * Carries this session into a new epoch, which ends the person's others, under a new id. Other tabs of this browser go on,
 * so their forms' tokens stay good.
 *
 * @param move tells the history the session's new id
 * @param passed whether the person has shown a second factor; absent: what was, stays
 */
export async function renewSession(
  req: Request,
  { signInEpoch, passed = req.session.secondFactor }: { signInEpoch: number; passed?: boolean | undefined },
  move: (signInId: string, sessionId: string) => Promise<void>,
): Promise<void> {
  const { userId, signInId, signedInAt, provedAt, csrfSecret } = req.session;
  await regenerate(req);
  if (signInId) await move(signInId, req.sessionID);
  const carried = { userId, signInId, signedInAt, provedAt, csrfSecret };
  await fill(req, { ...carried, signInEpoch, secondFactor: passed });
  // The epoch before was that of this browser's device cookie too.
  if (userId) req.devices.remember(userId, signInEpoch);
}

function regenerate(req: Request): Promise<void> {
  return new Promise((done, fail) => req.session.regenerate((error) => (error ? fail(error) : done())));
}

function fill(
  req: Request,
  data: { [Key in keyof SessionData]?: SessionData[Key] | undefined },
): Promise<void> {
  // Tokens from before, which somebody may have planted, are good for nothing any more.
  const csrfSecret = data.csrfSecret ?? randomBytes(18).toString('base64url');
  Object.assign(req.session, data, { csrfSecret });
  return saveSession(req);
}

/** Before a redirect: the browser may be back sooner than the store has the record. */
export function saveSession(req: Request): Promise<void> {
  return new Promise((done, fail) => req.session.save((error) => (error ? fail(error) : done())));
}

/**
 * Ends the session and takes its cookies away. The device cookie stays: whom it names is asked for the password, and not locked
 * out by strangers. `Clear-Site-Data` does not say "cookies": that would be those of the whole host, other instances' too.
 */
export async function endSession(req: Request, res: Response, cookies: OwnCookies): Promise<void> {
  await new Promise<void>((done, fail) => req.session.destroy((error) => (error ? fail(error) : done())));
  // The browser's copies of pages. What scripts kept, the next page's script forgets (browser/sign-out.ts): "storage" would take
  // what other people of this browser wrote as well, and what they prefer.
  res.set('Clear-Site-Data', '"cache"');
  // express-session forgets the record and leaves the cookie.
  for (const name of ['session', 'form'] as const) cookies.clear(res, name);
}

/**
 * For a page that the Back button may bring back as it was left, which browsers do with none that is `no-store`. Its script
 * hides it when it is left, and shows it to whom it was shown before only.
 */
export function mayComeBack(res: Response): void {
  res.setHeader('Cache-Control', 'private, no-cache');
}

/** Pages differ by who asks: no cache may keep them, and the Back button after signing out shows nothing. */
export const privateByDefault: RequestHandler = (_req, res, next) => {
  res.setHeader('Cache-Control', 'no-store');
  next();
};
