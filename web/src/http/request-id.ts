import type { IncomingMessage } from 'node:http';
import { REQUEST_ID, REQUEST_ID_HEADER, requestIdOf } from '@lantern/service/request-id';
import type { Application, RequestHandler } from 'express';

declare global {
  namespace Express {
    interface Locals {
      requestId?: string;
    }
  }
}

/**
 * The id of a request: the gateway's if a trusted proxy sent it, otherwise a new one. A stranger could send the id of somebody else's
 * request, and a search of the logs would then find both.
 *
 * @param app knows the trusted proxies
 */
export function requestIdFrom(app: Application, request: IncomingMessage): string {
  const trusts: (address: string | undefined, hop: number) => boolean = app.get('trust proxy fn');
  const given = request.headers[REQUEST_ID_HEADER];
  return requestIdOf(trusts(request.socket.remoteAddress, 0) ? given : undefined);
}

/** Gives each request its id, and its answer the same in a header. */
export function requestIds(app: Application): RequestHandler {
  return (req, res, next) => {
    res.locals.requestId = requestIdFrom(app, req);
    res.setHeader(REQUEST_ID, res.locals.requestId);
    next();
  };
}
