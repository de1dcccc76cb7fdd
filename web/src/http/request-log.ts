import type { ServerResponse } from 'node:http';
import type { Logger } from '@lantern/service/log';
import type { RequestHandler, Response } from 'express';
import { pinoHttp } from 'pino-http';
import { loggedPath } from './logged-path.ts';

/** One line per request. Paths only: what people search for, and tokens put where they do not belong, are in the query. */
export function requestLog(log: Logger): RequestHandler {
  return pinoHttp({
    logger: log,
    serializers: {
      req: ({ method, url }: { method: string; url: string }) => ({
        method,
        path: loggedPath(url.split('?')[0] ?? ''),
      }),
      res: ({ statusCode }: { statusCode: number }) => ({ status: statusCode }),
    },
    // Failures are logged where they are recognised, without what people typed.
    // biome-ignore lint/complexity/useMaxParams: pino-http calls it.
    customErrorObject: (_req, res, _error, value) => ({ ...named(res), ...value, err: undefined }),
    customSuccessObject: (_req, res, value) => ({ ...named(res), ...value }),
    autoLogging: { ignore: (req) => req.url?.startsWith('/health/') ?? false },
  });
}

/** Not bound to the logger: `requestFields` adds the id as well, and the line would contain it twice. */
const named = (res: ServerResponse) => ({ request_id: (res as Response).locals.requestId });
