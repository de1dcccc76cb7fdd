import type { Logger } from '@lantern/service/log';
import type { Request, RequestHandler } from 'express';
import { LanternError } from '../../errors.ts';

/**
 * Refuses changes that another site's page asks for, whatever token they carry: browsers tell in `Sec-Fetch-Site`
 * (https://www.w3.org/TR/fetch-metadata/) and `Origin`. `same-site` is foreign too: a neighbouring subdomain is not us.
 *
 * @param publicOrigin where people reach the site; absent: the host that was asked for
 * @param log told once what to set, when a browser takes for its own what is refused here: behind TLS that ends elsewhere and
 *   without PUBLIC_URL that is every form
 */
export function sameOrigin(publicOrigin: string | undefined, log: Logger): RequestHandler {
  let told = false;
  return (req, _res, next) => {
    if (req.method === 'GET' || req.method === 'HEAD') return next();
    if (fetchedFromHere(req) && sentFromHere(req, publicOrigin)) return next();
    if (!told && ownToTheBrowser(req)) {
      told = true;
      const here = publicOrigin ?? `${req.protocol}://${req.headers.host}`;
      log.warn(
        { origin: req.headers.origin?.slice(0, 200), here: here.slice(0, 200) },
        'a form of this site’s own page was refused by its origin: set PUBLIC_URL to where people reach the site',
      );
    }
    next(new LanternError('foreign_origin'));
  };
}

/** Whether the browser says so, or, an older one, the page is of this host but for its scheme. */
function ownToTheBrowser({ headers }: Request): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  return URL.parse(headers.origin ?? '')?.host === headers.host;
}

function fetchedFromHere(req: Request): boolean {
  const site = req.headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin' || site === 'none';
}

function sentFromHere(req: Request, publicOrigin: string | undefined): boolean {
  const { origin } = req.headers;
  return (
    origin === undefined || origin === publicOrigin || origin === `${req.protocol}://${req.headers.host}`
  );
}
