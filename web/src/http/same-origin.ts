import type { Request, RequestHandler } from 'express';
import { LanternError } from '../errors.ts';

/**
 * Refuses changes that another site's page asks for, whatever token they carry: browsers tell in `Sec-Fetch-Site`
 * (https://www.w3.org/TR/fetch-metadata/) and `Origin`. `same-site` is foreign too: a neighbouring subdomain is not us.
 *
 * @param publicOrigin where people reach the site; absent: the host that was asked for
 */
export function sameOrigin(publicOrigin: string | undefined): RequestHandler {
  return (req, _res, next) => {
    const allowed =
      req.method === 'GET' ||
      req.method === 'HEAD' ||
      (fetchedFromHere(req) && sentFromHere(req, publicOrigin));
    next(allowed ? undefined : new LanternError('foreign_origin'));
  };
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
