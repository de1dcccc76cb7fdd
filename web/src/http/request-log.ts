import type { Logger } from '@lantern/service/log';
import type { RequestHandler } from 'express';
import { pinoHttp } from 'pino-http';

/** One line per request. Paths only: what people search for, and tokens put where they do not belong, are in the query. */
export function requestLog(log: Logger): RequestHandler {
  return pinoHttp({
    logger: log,
    quietReqLogger: true,
    serializers: {
      req: ({ method, url }: { method: string; url: string }) => ({ method, path: url.split('?')[0] }),
      res: ({ statusCode }: { statusCode: number }) => ({ status: statusCode }),
    },
    // Failures are logged where they are recognised, without what people typed.
    customErrorObject: (_req, _res, _error, value) => ({ ...value, err: undefined }),
    autoLogging: { ignore: (req) => req.url?.startsWith('/health/') ?? false },
  });
}
