import express, { type Request, type RequestHandler } from 'express';
import { LanternError } from '../errors.ts';
import { jsonBody } from './json-body.ts';

/** The longest bodies that are read, in bytes. */
export const BODY = {
  /** Of batches of the key-value store, and of nothing else. */
  batch: 10 * 2 ** 20,
  /** Of Stripe's webhook requests: a subscription with everything in it has some ten kilobytes. */
  webhookBody: 256 * 2 ** 10,
  /** Of every other call, and of forms. */
  usual: 64 * 2 ** 10,
} as const;

const MIB = 2 ** 20;
/** Of bodies that have begun and are not there yet; the last is of all that are not short. */
const UNFINISHED = { ofOne: { number: 32, bytes: 40 * MIB }, bytes: 256 * MIB };
/**
 * No longer than a head, which everybody may send: such a body costs little more than its connection. It has a place however
 * much of others is under way, or a handful of addresses that stall would keep everybody from signing in.
 */
const SHORT = 16 * 2 ** 10;

/** Milliseconds: 64 KB come in that time over 35 kbit/s. Others of the address have no place for theirs meanwhile. */
const STRANGERS_WITHIN = 15_000;

/**
 * Reads bodies, and bounds how many of one account or address, and how many bytes in all, have begun and are not there yet: whoever
 * sends them never ends would fill the memory otherwise. Who has shown a token is counted by account: the strangers of an address
 * keep nobody out who is known.
 *
 * @param factor multiplies what one address may have: above 1 where many people share one
 * @param within milliseconds that the body of a stranger may take; Node ends the others' after a minute (`createWebServer`)
 */
export function bodyReader(factor = 1, within = STRANGERS_WITHIN) {
  const unfinished = new Map<string, { number: number; bytes: number }>();
  let all = 0;

  function take(owner: string, bytes: number): () => void {
    const own = unfinished.get(owner) ?? { number: 0, bytes: 0 };
    const { number: most, bytes: mostBytes } = UNFINISHED.ofOne;
    const share = Math.max(1, factor);
    if (own.number >= most * share || own.bytes + bytes > mostBytes * share)
      throw new LanternError('too_many_requests', { retryAfter: 5 });
    const ofAll = bytes > SHORT ? bytes : 0;
    if (ofAll > 0 && all + ofAll > UNFINISHED.bytes) throw new LanternError('busy');
    own.number += 1;
    own.bytes += bytes;
    all += ofAll;
    unfinished.set(owner, own);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      own.number -= 1;
      own.bytes -= bytes;
      all -= ofAll;
      if (own.number === 0) unfinished.delete(owner);
    };
  }

  /** @param parse one of Express' parsers, with the same limit */
  function read(limit: number, parse: RequestHandler): RequestHandler {
    return (req, res, next) => {
      const bytes = announced(req, limit);
      if (bytes === 0) return next();
      if (bytes > limit) throw new LanternError('body_too_large');
      const known = res.locals.access?.person.id ?? res.locals.roomPass?.person.id;
      const letGo = take(known ? `account ${known}` : (res.locals.requestContext?.address ?? ''), bytes);
      res.once('close', letGo);
      res.locals.whileBodyComes?.begin();
      let isOver = false;
      const timer = known ? undefined : setTimeout(giveUp, within);
      res.once('close', () => clearTimeout(timer));
      parse(req, res, goOn);

      function goOn(error?: unknown): void {
        if (isOver) return;
        isOver = true;
        clearTimeout(timer);
        letGo();
        res.locals.whileBodyComes?.end();
        next(error);
      }
      function giveUp(): void {
        // Node ends the connection after the answer, and does not wait for the rest.
        res.setHeader('Connection', 'close');
        goOn(new LanternError('body_too_slow'));
      }
    };
  }

  return {
    /** JSON, and nothing else: see `jsonBodies`. */
    json: read(BODY.usual, jsonBody(BODY.usual)),
    form: read(BODY.usual, express.urlencoded({ extended: false, limit: BODY.usual })),
    /** The bytes as they came. */
    batch: read(BODY.batch, express.raw({ limit: BODY.batch, type: () => true })),
    webhookBody: read(
      BODY.webhookBody,
      express.raw({ limit: BODY.webhookBody, type: () => true, inflate: false }),
    ),
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
