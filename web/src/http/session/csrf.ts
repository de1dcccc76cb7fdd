import { hash, randomUUID } from 'node:crypto';
import { METHODS } from 'node:http';
import csurf from 'csurf';
import type { Request, RequestHandler, Response } from 'express';
import { LanternError } from '../../errors.ts';

const secretOf = { value: submittedToken, sessionKey: 'formSecrets' };
const protect = csurf(secretOf);
/** Checks nothing: for pages that only show forms. */
const issue = csurf({ ...secretOf, ignoreMethods: [...METHODS] });

/**
 * Lets every page, also one that tells of a failure, have the forms of the site's header. The token, and a stranger's cookie with
 * it, is made when a template asks for it: answers without forms set none.
 */
export const formTokens: RequestHandler = (req, res, next) => {
  let token: string | undefined;
  res.locals.csrf = () => {
    token ??= issuedTo(req, res);
    return token;
  };
  next();
};

/**
 * As csurf makes and checks them. It asks the system for random bytes for each token, which cost more than all else of one; Node has
 * those of UUIDs ready.
 */
function tokenFor(secret: string): string {
  const salt = randomUUID().replaceAll('-', '').slice(0, 12);
  return `${salt}-${hash('sha256', `${salt}-${secret}`, 'base64url')}`;
}

function issuedTo(req: Request, res: Response): string {
  const { csrfSecret } = req.formSecrets;
  if (csrfSecret) return tokenFor(csrfSecret);
  // It calls back before it returns.
  issue(req, res, (error?: unknown) => {
    if (error) throw error;
  });
  return req.csrfToken();
}

/** Every form carries a token of its session, or of a stranger's cookie: see `formSecrets`. Another one is refused. */
export const csrf: RequestHandler = (req, res, next) => {
  protect(req, res, (error?: unknown) => {
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
