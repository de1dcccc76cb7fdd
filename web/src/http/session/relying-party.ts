import type { Request, RequestHandler } from 'express';
import { LanternError } from '../../errors.ts';
import { type NoRelyingParty, type RelyingParty, relyingParty } from '../../passkeys/index.ts';
import { originOf } from './caller.ts';

declare global {
  namespace Express {
    interface Locals {
      /** Whose passkeys can be used on this page, or why none can. */
      relyingParty?: RelyingParty | NoRelyingParty;
    }
  }
}

/** @param publicOrigin where people reach the site; absent: under whatever host they ask for */
export function passkeysHere(publicOrigin: string | undefined): RequestHandler {
  let last: { origin: string; party: RelyingParty | NoRelyingParty } | undefined;
  return (req, res, next) => {
    const origin = originOf(req);
    if (last?.origin !== origin) last = { origin, party: relyingParty(publicOrigin, origin) };
    res.locals.relyingParty = last.party;
    next();
  };
}

/** @throws LanternError `passkeys_not_configured` */
export function partyOf(req: Request): RelyingParty {
  const party = req.res?.locals.relyingParty;
  if (!party || !('id' in party)) throw new LanternError('passkeys_not_configured');
  return party;
}
