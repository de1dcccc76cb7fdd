import express, { type Request, type RequestHandler } from 'express';
import { LanternError } from '../errors.ts';
import { jsonBody } from './json-body.ts';

/** The longest bodies that are read, in bytes. */
export const BODY = {
  /** Of batches of the key-value store, and of nothing else. */
  batch: 10 * 2 ** 20,
  /** Of Stripe's notices: a subscription with everything in it has some ten kilobytes. */
  notice: 256 * 2 ** 10,
  /** Of every other call, and of forms. */
  usual: 64 * 2 ** 10,
} as const;

const MIB = 2 ** 20;
/** Of bodies that have begun and are not there yet; the last is of all that are not short. */
const UNFINISHED = { ofAddress: { number: 32, bytes: 40 * MIB }, bytes: 256 * MIB };
/**
 * No longer than a head, which everybody may send: such a body costs little more than its connection. It has a place however
 * much of others is under way, or a handful of addresses that stall would keep everybody from signing in.
 */
const SHORT = 16 * 2 ** 10;

/**
 * Reads bodies, and bounds how many of one address, and how many bytes in all, have begun and are not there yet: whoever
 * sends them never ends would fill the memory otherwise.
 *
 * @param factor multiplies what one address may have: above 1 where many people share one
 */
export function bodyReader(factor = 1) {
  const unfinished = new Map<string, { number: number; bytes: number }>();
  let all = 0;

  function take(address: string, bytes: number): () => void {
    const own = unfinished.get(address) ?? { number: 0, bytes: 0 };
    const { number: most, bytes: mostBytes } = UNFINISHED.ofAddress;
    const share = Math.max(1, factor);
    if (own.number >= most * share || own.bytes + bytes > mostBytes * share)
      throw new LanternError('too_many_requests', { retryAfter: 5 });
    const ofAll = bytes > SHORT ? bytes : 0;
    if (ofAll > 0 && all + ofAll > UNFINISHED.bytes) throw new LanternError('busy');
    own.number += 1;
    own.bytes += bytes;
    all += ofAll;
    unfinished.set(address, own);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      own.number -= 1;
      own.bytes -= bytes;
      all -= ofAll;
      if (own.number === 0) unfinished.delete(address);
    };
  }

  /** @param parse one of Express' parsers, with the same limit */
  function read(limit: number, parse: RequestHandler): RequestHandler {
    return (req, res, next) => {
      const bytes = announced(req, limit);
      if (bytes === 0) return next();
      if (bytes > limit) throw new LanternError('body_too_large');
      const letGo = take(res.locals.requester?.address ?? '', bytes);
      res.once('close', letGo);
      res.locals.whileBodyComes?.begin();
      parse(req, res, (error?: unknown) => {
        letGo();
        res.locals.whileBodyComes?.end();
        next(error);
      });
    };
  }

  return {
    /** JSON, and nothing else: see `jsonBodies`. */
    json: read(BODY.usual, jsonBody(BODY.usual)),
    form: read(BODY.usual, express.urlencoded({ extended: false, limit: BODY.usual })),
    /** The bytes as they came. */
    batch: read(BODY.batch, express.raw({ limit: BODY.batch, type: () => true })),
    notice: read(BODY.notice, express.raw({ limit: BODY.notice, type: () => true, inflate: false })),
  };
}

export type BodyReader = ReturnType<typeof bodyReader>;

/** @returns how many bytes may come: as many as are allowed where the head does not say */
function announced({ headers }: Request, limit: number): number {
  if (headers['transfer-encoding'] !== undefined) return limit;
  const length = Number(headers['content-length'] ?? 0);
  // Compressed, it is read into its full length.
  return length > 0 && headers['content-encoding'] !== undefined ? Math.max(length, limit) : length;
}
