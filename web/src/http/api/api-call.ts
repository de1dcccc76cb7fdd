import type { Request, RequestHandler } from 'express';
import { z } from 'zod';
import { type ErrorCode, LanternError } from '../../errors.ts';
import type { Limit } from '../../limits/limits.ts';
import type { BodyReader } from '../bodies.ts';
import { utf8Only } from '../json-body.ts';
import { parse } from './validation.ts';

type Schema = z.ZodType | undefined;
type Parsed<S extends Schema> = S extends z.ZodType ? z.output<S> : undefined;

/** One call of the API: what it takes, what it answers, and what it does. The description is made of the same. */
export type ApiCall = {
  summary: string;
  body?: z.ZodType | undefined;
  /** A body that it would take, to begin from. */
  example?: unknown;
  query?: z.ZodType | undefined;
  status: 200 | 201 | 204;
  reply?: z.ZodType;
  /** The body of 200, which a call with status 204 answers where it has something to say after all. */
  warning?: z.ZodType;
  /** Its own refusals, beside those that every call has. */
  errors?: ErrorCode[];
  /** What their problem documents say beside what all say. */
  members?: z.ZodRawShape;
  /** Gets its body as bytes. */
  raw?: true;
  /** May answer 401 `two_factor_required` with the token of a pending sign-in: see SecondFactorRequired. */
  mayAnswerPending?: true;
  /** Counted against who calls before the body is read, for bodies that are large; other limits are spent in the service. */
  limit?: Limit;
  handle: RequestHandler;
};

/** Made once: to make a schema takes a thirtieth of a call's time. */
const nothing = z.strictObject({});

/**
 * @param call.status of success; 204 has no reply
 * @param run gets the checked input; what it returns is the reply, or the warning if there is one
 */
export function apiCall<Body extends Schema = undefined, Query extends Schema = undefined>(
  call: Omit<ApiCall, 'handle' | 'body' | 'example' | 'query'> & {
    body?: Body;
    example?: Body extends z.ZodType ? z.input<Body> : never;
    query?: Query;
  },
  run: (input: { body: Parsed<Body>; query: Parsed<Query> }, req: Request) => Promise<unknown>,
): ApiCall {
  const handle: RequestHandler = async (req, res) => {
    const query = parse(call.query ?? nothing, req.query) as Parsed<Query>;
    const body = parse(call.body ?? nothing, objectOf(req.body)) as Parsed<Body>;
    const reply = await run({ body, query }, req);
    if (call.status !== 204) res.status(call.status).json(reply);
    else if (call.warning && reply !== undefined) res.status(200).json(reply);
    else res.status(204).end();
  };
  return { ...call, handle };
}

/**
 * A call that reads its body and writes its reply as text, where `JSON.parse` would change what is in them. Its schemas are
 * for the description only.
 *
 * @param run gets the body as it came; returns JSON text
 */
export function rawApiCall(
  call: Omit<ApiCall, 'handle' | 'query' | 'raw'>,
  run: (body: Uint8Array, req: Request) => Promise<string>,
): ApiCall {
  const handle: RequestHandler = async (req, res) => {
    parse(nothing, req.query);
    const reply = Buffer.from(await run(req.body ?? Buffer.alloc(0), req));
    // Not send(): it would make a hash of ten megabytes for a header that nobody looks at.
    res.status(call.status).type('json').setHeader('Content-Length', reply.byteLength).end(reply);
  };
  return { ...call, raw: true, handle };
}

/** JSON may be a list or a number as well; no call takes one. */
function objectOf(body: unknown): unknown {
  if (body !== undefined && (typeof body !== 'object' || body === null || Array.isArray(body)))
    throw new LanternError('malformed_request');
  return body;
}

/** Lets no cache keep the answers, and makes every error a problem document, whatever the client accepts. */
export const answersAsApi: RequestHandler = (_req, res, next) => {
  res.locals.problemsOnly = true;
  res.setHeader('Cache-Control', 'no-store');
  next();
};

/** Forms of other sites can send anything but JSON without asking first: nothing else is read. */
const jsonOnly: RequestHandler = (req, _res, next) => {
  const named = req.headers['content-type'] !== undefined;
  const sent =
    req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;
  const isJson = /^application\/json\s*(;|$)/i.test(req.headers['content-type'] ?? '');
  next((named || sent) && !isJson ? new LanternError('unsupported_media_type') : undefined);
};

/**
 * Reads JSON bodies, and refuses any other.
 *
 * @param raw leaves the body as its bytes
 */
export function jsonBodies(bodies: BodyReader, raw = false): RequestHandler[] {
  return raw ? [jsonOnly, utf8Only, bodies.batch] : [jsonOnly, bodies.json];
}

/**
 * Reads a body. If the body arrived after the guard ran, the guard runs again, because the sign-in may have ended meanwhile: a
 * client could hold the last byte back for a minute.
 *
 * @param read reads the body
 * @param again the guard, which counts nothing this time
 */
export function guardedBody(read: RequestHandler[], again: RequestHandler): RequestHandler[] {
  const arrived = new WeakSet<Request>();
  return [
    (req, _res, next) => {
      if (req.complete) arrived.add(req);
      next();
    },
    ...read,
    (req, res, next) => (arrived.has(req) ? next() : again(req, res, next)),
  ];
}
