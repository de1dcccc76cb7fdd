import { z } from 'zod';
import { credentials } from '../accounts/index.ts';
import { signInCode } from '../two-factor/index.ts';

/** A program may send password and code at once. */
export const programCredentials = credentials.extend({ code: signInCode.shape.code.optional() });
export type ProgramCredentials = z.output<typeof programCredentials>;

export const pendingCode = signInCode.extend({
  pending_token: z.string('required').min(1, 'required'),
});

export const refresh = z.strictObject({
  refresh_token: z.string('required').min(1, 'required'),
});

export const tokenPair = z.strictObject({
  token: z.string(),
  token_type: z.literal('Bearer'),
  expires_in: z.int(),
  refresh_token: z.string(),
});

export const roomToken = z.strictObject({ token: z.string(), expires_in: z.int(), url: z.string() });

export const roomTokenCheck = z.strictObject({ as_of: z.int().describe('Milliseconds since 1970') });
