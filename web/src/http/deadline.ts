import type { RequestHandler } from 'express';
import { LanternError } from '../errors.ts';

/** A part that takes a connection and then says nothing must not leave people before a blank page. */
export function deadline(milliseconds: number): RequestHandler {
  return (_req, res, next) => {
    const timer = setTimeout(() => {
      if (!res.headersSent) next(new LanternError('unavailable', { cause: new Error('no answer in time') }));
    }, milliseconds);
    res.once('close', () => clearTimeout(timer));
    next();
  };
}
