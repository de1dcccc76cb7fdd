import { z } from 'zod';
import { newPassword } from '../accounts/service.ts';

/** Anything that was typed may be asked for: whether it is an account's is not told. */
export const forgotten = z.strictObject({
  email: z.string('required').trim().min(1, 'required').max(254, 'email_invalid'),
});

export const reset = z.strictObject({
  token: z.string('required').min(1, 'required').max(200, 'invalid'),
  password: newPassword,
});
export type Reset = z.output<typeof reset>;

/** A link that was made for somebody; `expires_in` in seconds. */
export const link = z.strictObject({ url: z.url(), expires_in: z.number() });
