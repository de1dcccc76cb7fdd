import express, { type RequestHandler } from 'express';
import { LanternError } from '../errors.ts';

/**
 * The most that one JSON text may hold. A call takes some dozens of values, a few levels deep. 64 KB with seven thousand members would
 * keep the process busy for 8 ms before the schema refuses them.
 */
const MOST = { commas: 1000, levels: 32 };

const [QUOTE, BACKSLASH, COMMA] = [...'"\\,'].map((character) => character.charCodeAt(0));
const [LIST, LIST_END, OBJECT, OBJECT_END] = [...'[]{}'].map((character) => character.charCodeAt(0));

/**
 * Whether a JSON text has at most `most.commas` commas and `most.levels` levels. It reads each byte once. It does not check that the
 * text is JSON: `JSON.parse` stops at the first error.
 *
 * @param text UTF-8
 */
export function isSmallAndShallow(text: Uint8Array, most = MOST): boolean {
  let [commas, level] = [0, 0];
  let inText = false;
  for (let at = 0; at < text.length; at += 1) {
    const byte = text[at];
    if (inText) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) inText = false;
    } else if (byte === QUOTE) inText = true;
    else if (byte === LIST || byte === OBJECT) {
      level += 1;
      if (level > most.levels) return false;
    } else if (byte === LIST_END || byte === OBJECT_END) level -= 1;
    else if (byte === COMMA) {
      commas += 1;
      if (commas > most.commas) return false;
    }
  }
  return true;
}

/** JSON is UTF-8 (RFC 8259, 8.1). Other encodings are refused: decoding 64 KB of UTF-7 takes 20 ms. */
export const utf8Only: RequestHandler = (req, _res, next) => {
  const [, charset = 'utf-8'] =
    /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(req.headers['content-type'] ?? '') ?? [];
  next(/^utf-?8$/i.test(charset) ? undefined : new LanternError('unsupported_media_type'));
};

/** Reads a body of JSON, as `express.json` does, if it is small and shallow (`MOST`). Any other type is left alone. */
export function jsonBody(limit: number): RequestHandler {
  const type = 'application/json';
  const bytes = express.raw({ limit, type });
  return (req, res, next) => {
    if (!req.is(type)) return next();
    utf8Only(req, res, (unsupported?: unknown) => {
      if (unsupported) return next(unsupported);
      bytes(req, res, (error?: unknown) => {
        if (error) return next(error);
        const body: unknown = req.body;
        const read = Buffer.isBuffer(body) ? parse(body) : undefined;
        if (read instanceof LanternError) return next(read);
        req.body = read;
        next();
      });
    });
  };
}

function parse(body: Buffer): unknown {
  if (body.byteLength === 0) return {};
  if (!isSmallAndShallow(body)) return new LanternError('malformed_request');
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch (cause) {
    return new LanternError('malformed_request', { cause });
  }
}
