import type { Request, RequestHandler } from 'express';
import { LanternError } from '../../errors.ts';
import type { Limit } from '../../limits/limits.ts';
import { demand, type Permission } from '../../permissions.ts';
import type { Access, RoomPass, TokenService } from '../../tokens/index.ts';
import { useLocale } from '../pages/locale.ts';

declare global {
  namespace Express {
    interface Locals {
      /** Who calls the API. */
      access?: Access;
      /** Who asks from a room. */
      roomPass?: RoomPass;
      /** Failures are told as problem+json, whatever the client accepts. */
      problemsOnly?: boolean;
    }
  }
}

/**
 * Guard: an access token in `Authorization: Bearer` (RFC 6750), and nowhere else: cookies would come along with what other
 * sites ask for, and queries end up in logs.
 *
 * @param anyOf rights of which the call needs one; none: any account may make it
 * @param limit how often an account may make the call
 */
export function bearer(
  tokens: TokenService,
  anyOf: readonly Permission[] = [],
  limit?: Limit,
): RequestHandler {
  return async (req, res, next) => {
    const access = await challenged(req, (token) => tokens.authenticate(token, limit));
    if (anyOf.length > 0) demand(access.person, ...anyOf);
    res.locals.access = access;
    next();
  };
}

/** Guard: a room token in the same place, and no other; what is answered is in the locale that it was made for. */
export function roomBearer(tokens: TokenService): RequestHandler {
  return async (req, res, next) => {
    const pass = await challenged(req, tokens.authenticateInRoom);
    res.locals.roomPass = pass;
    if (pass.locale) useLocale(res, pass.locale);
    // Chat asks for everybody in its rooms from one address: here everybody is an address of their own.
    if (res.locals.requestContext)
      res.locals.requestContext = { ...res.locals.requestContext, address: `person ${pass.person.id}` };
    next();
  };
}

/** Checks the token of the `Authorization` header; until it is found good, the answer asks for one (RFC 6750, 3). */
async function challenged<Known>(req: Request, check: (token: string) => Promise<Known>): Promise<Known> {
  const [, token] = /^Bearer +(\S+)$/i.exec(req.headers.authorization ?? '') ?? [];
  req.res?.setHeader('WWW-Authenticate', token ? 'Bearer error="invalid_token"' : 'Bearer');
  if (!token) throw new LanternError('token_missing');
  const known = await check(token);
  req.res?.removeHeader('WWW-Authenticate');
  return known;
}

/** @returns who asks from a room, behind the guard `roomBearer` */
export function roomPassOf(req: Request): RoomPass {
  const { roomPass } = req.res?.locals ?? {};
  if (!roomPass) throw new LanternError('token_missing');
  return roomPass;
}

/** @returns who calls, behind the guard `bearer` */
export function accessOf(req: Request): Access {
  const { access } = req.res?.locals ?? {};
  if (!access) throw new LanternError('token_missing');
  return access;
}
