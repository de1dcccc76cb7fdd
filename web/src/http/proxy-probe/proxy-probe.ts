import type { TLSSocket } from 'node:tls';
import type { Request, RequestHandler } from 'express';
import { isProbeToken, PROBE_HEADER } from '../../crypto/probe-token.ts';
import { callerOf } from '../session/caller.ts';
import { forwardedProtocol } from '../session/session.ts';

/** What arrived at the part of Lantern that clients or their proxy connect to. */
type Received = {
  /** The address that connected. */
  from: string;
  encrypted: boolean;
  /** Whether what that address says of the client is believed. */
  trusted: boolean;
  /** `X-Forwarded-For`; empty: there was none. */
  forwardedFor: string;
};

/**
 * `GET /health/proxy`: how a request is seen that the console's `doctor` sends through PUBLIC_URL. Who has no valid token gets what any
 * unknown path gets. No route, because Express answers OPTIONS for one, and strangers would learn that it exists.
 *
 * @param key checks the tokens
 */
export function proxyProbe(key: Buffer): RequestHandler {
  return (req, res, next) => {
    if (req.path !== '/health/proxy' || req.method !== 'GET') return next();
    if (!isProbeToken(req.get(PROBE_HEADER) ?? '', key, Date.now())) return next();
    const own = receivedHere(req);
    const atGateway = receivedByGateway(req);
    res.set('Cache-Control', 'no-store').json({
      protocol: forwardedProtocol(req),
      host: req.headers.host ?? '',
      address: callerOf(req).ip ?? '',
      hasGateway: atGateway !== undefined,
      trustsGateway: own.trusted,
      received: atGateway ?? own,
    });
  };
}

function receivedHere(req: Request): Received {
  const from = req.socket.remoteAddress ?? '';
  return {
    from,
    encrypted: (req.socket as TLSSocket).encrypted === true,
    trusted: req.app.get('trust proxy fn')(from, 0),
    forwardedFor: req.get('x-forwarded-for') ?? '',
  };
}

/** As Lantern's gateway writes it (nginx/templates/nginx.conf.template); undefined without one. The token vouches for it. */
function receivedByGateway(req: Request): Received | undefined {
  const parts = /^from=(\S*);scheme=(\w+);trusted=(1?);for=(.*)$/.exec(req.get('x-gateway-received') ?? '');
  if (!parts) return undefined;
  const [, from = '', scheme, trusted, forwardedFor = ''] = parts;
  return { from, encrypted: scheme === 'https', trusted: trusted === '1', forwardedFor };
}
