import { type ErrorRequestHandler, type RequestHandler, Router } from 'express';
import { isOver } from '../answer-deadline.ts';
import { wantsProblem } from '../pages/error-page.ts';

declare global {
  namespace Express {
    interface Locals {
      /** Whether it was asked already who opens the page, whatever came of it. */
      visitorLookedUp?: boolean;
    }
  }
}

/**
 * Finds out who opens a page, and in which locale they read: what its header shows.
 *
 * @param parts locale, session, person, in their order
 * @returns `page`, before every page; `failure`, for what is refused before that (a form of another origin, a body that is too
 *   large), so that people keep the header there as well
 */
export function visitor(...parts: RequestHandler[]): { page: RequestHandler; failure: ErrorRequestHandler } {
  const lookUp = Router().use(...parts);
  const page: RequestHandler = (req, res, next) => {
    res.locals.visitorLookedUp = true;
    lookUp(req, res, next);
  };
  return {
    page,
    // biome-ignore lint/complexity/useMaxParams: Express knows an error handler by its four parameters.
    failure(thrown, req, res, next) {
      if (res.locals.visitorLookedUp || isOver(res) || wantsProblem(req)) return next(thrown);
      // Whatever fails now, it is the first failure that is told.
      page(req, res, () => next(thrown));
    },
  };
}
