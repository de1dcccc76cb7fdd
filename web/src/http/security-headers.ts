import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * The strict content security policy and its companions, on every response.
 *
 * @param https whether to promise browsers that the site is always reached over HTTPS
 */
export function securityHeaders(https: boolean): RequestHandler[] {
  const nonce: RequestHandler = (_req, res, next) => {
    // 122 random bits, which Node draws for many at once; 16 bytes of their own cost each answer a system call.
    res.locals.cspNonce = randomUUID().replaceAll('-', '');
    next();
  };
  const headers = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: [
          (_req, res) => `'nonce-${(res as unknown as { locals: { cspNonce: string } }).locals.cspNonce}'`,
        ],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        manifestSrc: ["'self'"],
        // The one that keeps bundles; a worker of another address is none of ours.
        workerSrc: ["'self'"],
        // Older Safari does not take 'self' for ws:.
        connectSrc: [
          "'self'",
          (req) => `${(req as Request).secure ? 'wss' : 'ws'}://${hostOf(req.headers.host)}`,
        ],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        objectSrc: ["'none'"],
      },
    },
    strictTransportSecurity: https && { maxAge: 365 * 24 * 60 * 60 },
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  });
  return [nonce, headers];
}

/** The Host header goes into a header of ours: anything but a host and a port would let its sender write policy. */
function hostOf(header: string | undefined): string {
  return header !== undefined && /^[\w.:[\]-]+$/.test(header) ? header : 'localhost';
}
