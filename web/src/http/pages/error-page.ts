import { isUnavailable as isDatabaseUnavailable, isPoolBusy } from '@lantern/db';
import type { Logger } from '@lantern/service/log';
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { type ErrorCode, isNotSetUp, LanternError, problemType, SecondFactorRequired } from '../../errors.ts';
import { NoAnswerInTime, RequestAborted } from '../../limits/request-context.ts';
import { isUnavailable as isRedisUnavailable } from '../../shared-state/redis.ts';
import { isOver, type SendError } from '../answer-deadline.ts';
import { loggedPath } from '../logged-path.ts';
import { localPath } from './local-path.ts';
import { resendable } from './resend.ts';

/** How many failures of each code were answered. */
type Problems = Record<ErrorCode, number>;

/** Where no route answered. */
export const pageNotFound: RequestHandler = (_req, _res, next) => next(new LanternError('page_not_found'));

/**
 * The one place where a failure becomes an answer: a page for people, `application/problem+json` (RFC 9457) for programs.
 * What we did not foresee goes to the log; nothing of it to whoever asked.
 */
export function errorPage(log: Logger, problems?: Problems): ErrorRequestHandler {
  const tell = errorSender(log, problems);
  // biome-ignore lint/complexity/useMaxParams: Express knows an error handler by its four parameters.
  return (thrown, req, res, _next) => {
    if (!isOver(res)) return tell(thrown, req, res);
    if (!(thrown instanceof RequestAborted || thrown instanceof LanternError))
      log.warn({ err: describe(thrown), path: loggedPath(req.path) }, 'a failure came after the answer');
    // Half an answer cannot be taken back: the connection ends, so that nobody takes it for a whole one.
    if (res.headersSent && !res.writableEnded) res.destroy();
  };
}

/** What can be mended without typing a form anew: its token is renewed, or its person signs in. */
const SENT_AGAIN: readonly ErrorCode[] = ['csrf_invalid', 'not_signed_in'];

/** Answers before it returns, with whatever can still be answered. */
export function errorSender(log: Logger, problems?: Problems): SendError {
  return (thrown, req, res) => {
    try {
      const error = recognise(thrown);
      if (problems) problems[error.code] += 1;
      tellLog(log, error, loggedPath(req.path));
      answer(error, req, res);
    } catch (error) {
      // The page itself fails: Express would show its stack.
      log.error({ err: describe(error) }, 'error page failed');
      if (res.headersSent) res.destroy();
      else res.status(500).type('text').end();
    }
  };
}

function tellLog(log: Logger, error: LanternError, path: string): void {
  // Somebody's quota that is used up is no failure of ours.
  const isOurs = error.status >= 500 && error.status !== 507 && !isNotSetUp(error.code);
  const about = { code: error.code, path };
  // Nothing broke: under load there are many of these, and where they were thrown tells nothing.
  if (error.cause instanceof NoAnswerInTime) log.warn(about, 'no answer in time');
  else if (error.code === 'busy') log.warn(about, 'too busy: a request was refused');
  else if (isOurs) log.error({ err: describe(error.cause ?? error), ...about }, 'request failed');
}

function answer(error: LanternError, req: Request, res: Response): void {
  res.status(error.status).setHeader('Cache-Control', 'no-store');
  if (error.retryAfter) res.setHeader('Retry-After', error.retryAfter);
  if (wantsProblem(req)) sendProblem(res, error);
  else showPage(res, req, error);
}

function showPage(res: Response, req: Request, error: LanternError): void {
  const retry = res.locals.path ?? (req.method === 'GET' ? localPath(req.originalUrl) : '/');
  const resend = SENT_AGAIN.includes(error.code) && res.locals.csrf ? resendable(req) : undefined;
  res.render(
    'http/views/error.njk',
    { code: error.code, status: error.status, retry, resend },
    (failed: unknown, page) => {
      if (failed) throw failed;
      res.send(page);
    },
  );
}

function sendProblem(res: Response, error: LanternError): void {
  const { t } = res.locals;
  res.type('application/problem+json').send(
    JSON.stringify({
      type: problemType(error.code),
      title: t(`errors:${error.code}.title`),
      status: error.status,
      detail: t(`errors:${error.code}.detail`),
      code: error.code,
      request_id: res.locals.requestId,
      ...(error.fields && { fields: error.fields }),
      ...error.members,
      ...(error instanceof SecondFactorRequired && { pending_token: error.pendingToken }),
    }),
  );
}

/** Whether a program asks: one that takes JSON, and a page only second to it. */
export function wantsProblem(req: Request): boolean {
  return (req.res?.locals.problemsOnly ?? false) || req.accepts(['html', 'json']) === 'json';
}

/** body-parser's and the router's own errors, by their `type` or status. */
const FOREIGN_CODES: Record<string, ErrorCode> = {
  'entity.too.large': 'body_too_large',
  'parameters.too.many': 'body_too_large',
  'encoding.unsupported': 'unsupported_media_type',
  'charset.unsupported': 'unsupported_media_type',
};

function recognise(thrown: unknown): LanternError {
  if (thrown instanceof LanternError) return thrown;
  const { type, status } = (thrown ?? {}) as { type?: string; status?: number };
  // Its code is ECONNABORTED, as if it were the connection to the database that was lost.
  if (type === 'request.aborted') return new LanternError('malformed_request', { cause: thrown });
  if (isPoolBusy(thrown)) return new LanternError('busy', { cause: thrown });
  if (isDatabaseUnavailable(thrown) || isRedisUnavailable(thrown))
    return new LanternError('unavailable', { cause: thrown });
  const code =
    FOREIGN_CODES[type ?? ''] ??
    (status !== undefined && status >= 400 && status < 500 ? 'malformed_request' : 'internal');
  return new LanternError(code, { cause: thrown });
}

/** A database error's message holds SQL and its parameters, people's data among them: its cause and its stack tell enough. */
function describe(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, cause, stack } = error;
  const frames = stack?.slice(stack.indexOf('\n    at '));
  const isQuery = 'query' in error && 'params' in error;
  const code = 'code' in error ? { code: error.code } : {};
  return {
    name,
    ...code,
    ...(isQuery ? {} : { message: error.message }),
    stack: frames,
    ...(cause === undefined ? {} : { cause: describe(cause) }),
  };
}
