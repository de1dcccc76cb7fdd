import { isIP } from 'node:net';
import type { Request } from 'express';
import type { Caller } from '../accounts/service.ts';

/**
 * Where a request comes from. `req.ip` believes `X-Forwarded-For` from TRUSTED_PROXIES only, and takes what they write for an
 * address: `unknown` or one with a port is none, and the interface behind a link-local one (`fe80::1%eth0`) says nothing here.
 */
export function callerOf(req: Request): Caller {
  const [ip = ''] = req.ip?.split('%', 1) ?? [];
  return { ip: isIP(ip) ? ip : undefined, userAgent: req.get('user-agent') ?? '' };
}

/** The address that the site was asked under. */
export function originOf(req: Request): string {
  return `${req.protocol}://${req.headers.host}`;
}
