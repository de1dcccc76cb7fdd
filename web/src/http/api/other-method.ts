import type { RequestHandler } from 'express';
import { LanternError } from '../../errors.ts';

/** For a path that is there, asked with a method that it does not take (RFC 9110, 15.5.6). */
export function otherMethod(allowed: string[]): RequestHandler {
  return (_req, res, next) => {
    res.setHeader('Allow', allowed.join(', '));
    next(new LanternError('method_not_allowed'));
  };
}
