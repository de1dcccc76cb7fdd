import type { RequestHandler, Router } from 'express';

/** Passes a request to the router for the first segment of its path. `routers` is for tests that look at every route. */
type BySegment = RequestHandler & { routers: ReadonlySet<Router> };

/**
 * Routers try their patterns one after the other, and web has 170: a request is shown only those that begin as its path does.
 *
 * @param routers by what stands between the first two slashes of a path: `settings` for `/settings/password`, an empty text for `/`
 */
export function byFirstSegment(routers: ReadonlyMap<string, Router>): BySegment {
  const handler: RequestHandler = (req, res, next) => {
    const router = routers.get(firstSegment(req.path));
    if (router) router(req, res, next);
    else next();
  };
  return Object.assign(handler, { routers: new Set(routers.values()) });
}

export const firstSegment = (path: string): string => path.split('/', 2)[1] ?? '';
