import type { Request, RequestHandler } from 'express';
import { LanternError } from '../errors.ts';
import type { Limit } from '../limits.ts';
import { demand, type Permission } from '../permissions.ts';
import type { Access, TokenService } from '../tokens/service.ts';

declare global {
  namespace Express {
    interface Locals {
      /** Who calls the API. */
      access?: Access;
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
    const [, token] = /^Bearer +(\S+)$/i.exec(req.headers.authorization ?? '') ?? [];
    res.setHeader('WWW-Authenticate', token ? 'Bearer error="invalid_token"' : 'Bearer');
    if (!token) throw new LanternError('token_missing');
    const access = await tokens.authenticate(token, limit);
    res.removeHeader('WWW-Authenticate');
    if (anyOf.length > 0) demand(access.person, ...anyOf);
    res.locals.access = access;
    next();
  };
}

/** @returns who calls, behind the guard `bearer` */
export function accessOf(req: Request): Access {
  const { access } = req.res?.locals ?? {};
  if (!access) throw new LanternError('token_missing');
  return access;
}
