import type { Request } from 'express';
import type { Caller } from '../accounts/service.ts';

/** Where a request comes from. `req.ip` believes `X-Forwarded-For` from TRUSTED_PROXIES only. */
export function callerOf(req: Request): Caller {
  return { ip: req.ip, userAgent: req.get('user-agent') ?? '' };
}

/** The address that the site was asked under. */
export function originOf(req: Request): string {
  return `${req.protocol}://${req.headers.host}`;
}
