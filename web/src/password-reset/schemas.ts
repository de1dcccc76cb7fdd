import { z } from 'zod';
import { newPassword } from '../accounts/index.ts';

/** Anything that was typed may be asked for: whether it is an account's is not told. */
export const forgotten = z.strictObject({
  email: z.string('required').trim().min(1, 'required').max(254, 'email_invalid'),
});

export const reset = z.strictObject({
  token: z.string('required').min(1, 'required').max(200, 'invalid'),
  password: newPassword,
  remove_other_ways_in: z
    .boolean('invalid')
    .optional()
    .describe('Whether passkeys and linked accounts go; they go by themselves where ways-in says so'),
});
export type Reset = z.output<typeof reset>;

/** The same as the form sends it: with a tick. */
export const resetForm = reset.extend({ remove_other_ways_in: z.literal('yes', 'invalid').optional() });

export const lookedAt = reset.pick({ token: true });

/** What else lets somebody into the account that a link is for. */
export const waysIn = z.strictObject({
  email_verified: z.boolean(),
  removes: z
    .enum(['nothing', 'ways_in', 'everything'])
    .describe(
      'What goes by itself when the password is set: passkeys and linked accounts, or these and the second factor',
    ),
  two_factor: z.boolean(),
  passkeys: z.array(z.strictObject({ name: z.string(), created_at: z.iso.datetime() })),
  social_accounts: z.array(
    z.strictObject({ provider: z.string(), name: z.string().nullable(), linked_at: z.iso.datetime() }),
  ),
});

/** A link that was made for somebody; `expires_in` in seconds. */
export const link = z.strictObject({ url: z.url(), expires_in: z.number() });
