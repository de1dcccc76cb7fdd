import { addressKey } from '@lantern/service/address-key';
import type { Request, RequestHandler, Response } from 'express';
import { LanternError } from '../errors.ts';
import { NoAnswerInTime, type RequestContext, runInRequest } from '../limits/request-context.ts';

declare global {
  namespace Express {
    interface Locals {
      requestContext?: RequestContext;
      /** Puts the end of the time off while a body comes; gives the whole of it again when the body is there. */
      whileBodyComes?: { begin(): void; end(): void };
    }
  }
}

/** Tells somebody of a failure. */
export type SendError = (error: unknown, req: Request, res: Response) => void;

/**
 * Follows whether somebody waits for an answer, and for how long. A part that takes a connection and then says nothing must
 * not leave people before a blank page: after the deadline they are told so, at once and from here, whatever the handler is
 * waiting for. What it brings afterwards is dropped (`dropLateAnswers`), and what it has not begun by then it does not begin
 * (`unlessAborted`, `WorkQueue`).
 *
 * @param milliseconds from the end of the body
 * @param tell answers before it returns
 */
export function answerDeadline(milliseconds: number, tell: SendError): RequestHandler {
  return (req, res, next) => {
    const gone = new AbortController();
    let timer = setTimeout(tooLate, milliseconds);
    const requestContext = {
      address: addressKey(req.ip),
      requestId: res.locals.requestId,
      gone: gone.signal,
    };
    res.locals.requestContext = requestContext;
    res.locals.whileBodyComes = {
      // Node gives a request a minute (`createWebServer`), and ends the connection of one that takes longer.
      begin: () => clearTimeout(timer),
      end() {
        clearTimeout(timer);
        if (!gone.signal.aborted && !res.writableEnded) timer = setTimeout(tooLate, milliseconds);
      },
    };
    res.once('close', () => {
      clearTimeout(timer);
      // What was answered may go on behind the answer: mails are written then.
      if (!res.writableEnded) gone.abort();
    });
    runInRequest(requestContext, next);

    function tooLate(): void {
      gone.abort();
      if (res.headersSent) return;
      // What hangs may be what keeps sessions: none is written for this answer, nor for what comes after it.
      req.session = undefined as never;
      res.locals.csrf = undefined;
      // A body that nobody reads any more is not waited for either.
      if (!req.complete) res.setHeader('Connection', 'close');
      tell(new LanternError('unavailable', { cause: new NoAnswerInTime() }), req, res);
    }
  };
}

/** Whoever ends a sign-in and leaves at once has it ended. */
const DONE_ANYWAY = /^\/(logout|auth\/logout(-everywhere)?)$/;

/** Goes on only while somebody waits for the answer. Stands after whatever takes time, before whatever does. */
export const unlessAborted: RequestHandler = (req, res, next) => {
  const { requestContext } = res.locals;
  const hungUp = requestContext?.gone.aborted && !res.headersSent;
  if (requestContext?.gone.aborted && !(hungUp && DONE_ANYWAY.test(req.path))) return;
  // Anew: what reads a body or a session may call back from anywhere.
  if (requestContext) runInRequest(requestContext, next);
  else next();
};

/** Whether an answer can no longer be given. */
export const isOver = (res: Response): boolean =>
  res.headersSent || res.locals.requestContext?.gone.aborted === true;
