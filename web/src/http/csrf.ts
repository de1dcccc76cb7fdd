import csurf from 'csurf';
import type { Request, RequestHandler } from 'express';
import { LanternError } from '../errors.ts';

const protect = csurf({ value: submittedToken, sessionKey: 'formSecrets' });

/**
 * Every form carries a token of its session, or of a stranger's cookie: see `formSecrets`. Used per route: csurf gives whoever
 * passes it a cookie, and nobody needs one who runs into an absent page.
 */
export const csrf: RequestHandler = (req, res, next) => {
  protect(req, res, (error?: unknown) => {
    // The page that tells of a stale token has forms of its own.
    let token: string | undefined;
    res.locals.csrf = () => {
      token ??= req.csrfToken();
      return token;
    };
    next(isTokenError(error) ? new LanternError('csrf_invalid') : error);
  });
};

/** From the form or the header only: a token in a query string ends up in logs, histories and Referer headers. */
function submittedToken(req: Request): string {
  const fromForm = (req.body as Record<string, unknown> | undefined)?._csrf;
  const token = fromForm ?? req.headers['x-csrf-token'];
  return typeof token === 'string' ? token : '';
}

function isTokenError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EBADCSRFTOKEN';
}
