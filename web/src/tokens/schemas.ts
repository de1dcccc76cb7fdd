import { z } from 'zod';

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
