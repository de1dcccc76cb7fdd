import { ServerResponse } from 'node:http';
import type { Logger } from '@lantern/service/log';
import type { ErrorRequestHandler, Express, Request, Response } from 'express';

/** What Node throws at when the head of an answer has left already (ERR_HTTP_HEADERS_SENT). */
const HEAD = [
  'setHeader',
  'setHeaders',
  'appendHeader',
  'removeHeader',
  'writeHead',
  'flushHeaders',
] as const;
/** What destroys the connection, and whatever else is on it, when the answer has ended (ERR_STREAM_WRITE_AFTER_END). */
const BODY = ['write', 'end'] as const;

/** What Express calls for each request; `last` gets what no handler took. */
type Handling = { handle(req: Request, res: Response, last: (error?: unknown) => void): void };

/**
 * A request has one answer, the first: whatever comes later is dropped here. Node throws at it, and where that happens after
 * an `await`, in a callback or in a template nobody catches it, and the process ends for everybody. `render`, `send`, `json`,
 * `redirect`, `cookie` and the session all answer by way of these methods.
 *
 * @param log told of it, once for each answer
 * @param failed gets what is told after the last handler, of which Express itself would print the stack
 */
export function dropLateAnswers(app: Express, log: Logger, failed: ErrorRequestHandler): void {
  const { handle } = app as unknown as Handling;
  Object.assign(app, {
    handle: (req: Request, res: Response) =>
      handle.call(app, req, res, (error) => void failed(error, req, res, () => {})),
  });
  const told = new WeakSet<ServerResponse>();
  function drop(res: ServerResponse, name: string): void {
    if (told.has(res)) return;
    told.add(res);
    const { method, path } = (res as Response).req ?? {};
    log.warn({ method, path, call: name }, 'an answer that came late was dropped');
  }
  function define(name: (typeof HEAD | typeof BODY)[number], isLate: (res: ServerResponse) => boolean): void {
    const plain = ServerResponse.prototype[name] as (...args: unknown[]) => unknown;
    Object.defineProperty(app.response, name, {
      value(this: ServerResponse, ...args: unknown[]) {
        if (!isLate(this)) return plain.apply(this, args);
        drop(this, name);
        return name === 'write' ? false : this;
      },
      writable: true,
      configurable: true,
    });
  }
  for (const name of HEAD) define(name, (res) => res.headersSent);
  for (const name of BODY) define(name, (res) => res.writableEnded);
}
