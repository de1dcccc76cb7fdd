import type { RequestHandler } from 'express';
import { z } from 'zod';
import { type ErrorCode, LanternError } from '../errors.ts';

/** The ids that paths hold, and what is told of one that cannot be any. */
export const PATH_IDS = {
  room: 'room_not_found',
  user: 'user_not_found',
  role: 'role_not_found',
  session: 'session_not_found',
} as const satisfies Record<string, ErrorCode>;

const uuid = z.uuid();

/** Behind the guard: strangers are not told which ids are well formed. */
export const wellFormedIds: RequestHandler = (req, _res, next) => {
  for (const [name, code] of Object.entries(PATH_IDS)) {
    const id = req.params[name];
    if (id !== undefined && !uuid.safeParse(id).success) throw new LanternError(code);
  }
  next();
};
