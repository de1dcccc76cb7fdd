import type { RequestHandler } from 'express';
import type { WebMetrics } from '../metrics.ts';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/**
 * Records how long each request took. A client cannot invent a label: the route is a pattern in the code, or one word for everything else,
 * and never the path. Health checks are left out: they would outnumber the requests of people.
 */
export function requestDurations(metrics: WebMetrics): RequestHandler {
  return (req, res, next) => {
    const begun = performance.now();
    res.once('close', () => {
      const path: unknown = req.route?.path;
      const route = typeof path === 'string' ? path : res.statusCode < 400 ? '(file)' : '(none)';
      if (route.startsWith('/health/')) return;
      const method = METHODS.includes(req.method) ? req.method : 'other';
      // A client that closed the connection got no answer, whatever status was to come.
      const status = res.writableFinished ? `${Math.trunc(res.statusCode / 100)}xx` : 'aborted';
      metrics.requests.observe({ method, route, status }, (performance.now() - begun) / 1000);
    });
    next();
  };
}
