import { isIP } from 'node:net';
import type { Request } from 'express';
import type { Caller, Requester } from '../../accounts/index.ts';
import { localeOf } from '../pages/locale.ts';
import { knownDevice } from './user-agent.ts';

/** Where a request comes from. `req.ip` believes `X-Forwarded-For` from TRUSTED_PROXIES only. */
export function callerOf(req: Request): Caller {
  return { ip: addressIn(req.ip ?? ''), userAgent: req.get('user-agent') ?? '' };
}

/** The caller of a request, with its locale and device, which security mails name. */
export function requesterOf(req: Request): Requester {
  const caller = callerOf(req);
  return { ...caller, locale: localeOf(req), device: knownDevice(caller.userAgent) };
}

/** Proxies write `unknown` too, and ports; a link-local address names the interface behind it (`fe80::1%eth0`). */
function addressIn(said: string): string | undefined {
  const withoutPort = said.replace(/^\[(.*)\](:\d+)?$/, '$1').replace(/^([\d.]+):\d+$/, '$1');
  const [address = ''] = withoutPort.split('%', 1);
  return isIP(address) ? address : undefined;
}

/** The address that the site was asked under. */
export function originOf(req: Request): string {
  return `${req.protocol}://${req.headers.host}`;
}
