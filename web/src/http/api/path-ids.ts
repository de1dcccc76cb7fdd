import type { RequestHandler } from 'express';
import { z } from 'zod';
import { type ErrorCode, LanternError } from '../../errors.ts';
import { credentialId } from '../../passkeys/index.ts';
import { providerName } from '../../social/index.ts';

/** The ids that paths hold, and what is told of one that cannot be any. */
export const PATH_IDS = {
  room: 'room_not_found',
  user: 'user_not_found',
  role: 'role_not_found',
  session: 'session_not_found',
  passkey: 'passkey_not_found',
  provider: 'social_account_not_found',
  invite: 'invite_not_found',
} as const satisfies Record<string, ErrorCode>;

const uuid = z.uuid();
/** Of the ids that are not ours to make. */
const FOREIGN: Record<string, z.ZodType> = { passkey: credentialId, provider: providerName };

/** What an id in a path looks like. */
export const pathId = (name: string): z.ZodType => FOREIGN[name] ?? uuid;

/** Behind the guard: strangers are not told which ids are well formed. */
export const wellFormedIds: RequestHandler = (req, _res, next) => {
  for (const [name, code] of Object.entries(PATH_IDS)) {
    const id = req.params[name];
    if (id !== undefined && !pathId(name).safeParse(id).success) throw new LanternError(code);
  }
  next();
};
