import type { Logger } from '@lantern/service/log';
import type { RequestHandler } from 'express';
import { loggedPath } from './logged-path.ts';

/**
 * One line per request. Paths only: what people search for, and tokens put where they do not belong, are in the query.
 *
 * Not pino-http: it makes two loggers for each request, whose fields are looked through for secrets as those of any line. These lines
 * hold what is named here and nothing else. Together that was a twentieth of a page's CPU time.
 */
export function requestLog(log: Logger): RequestHandler {
  const lines = log.child({}, { redact: [] });
  return (req, res, next) => {
    const [begun, { method, url }] = [Date.now(), req];
    // Health checks would outnumber the requests of people.
    if (url.startsWith('/health/')) return next();
    res.once('close', () => {
      const status = res.statusCode;
      const line = {
        request_id: res.locals.requestId,
        req: { method, path: loggedPath(url.split('?', 1)[0] ?? '') },
        res: { status },
        responseTime: Date.now() - begun,
      };
      // What failed is told where it is recognised, without what people typed.
      const ended = res.writableFinished ? 'request completed' : 'request aborted';
      lines.info(line, status >= 500 ? 'request errored' : ended);
    });
    next();
  };
}
