import { z } from 'zod';

/** What a link that was mailed holds. */
export const emailLink = z.strictObject({
  token: z.string('required').min(1, 'required').max(200, 'invalid'),
});

/** A link that sets a new password; `expires_in` in seconds. */
export const undone = z.strictObject({ token: z.string().nullable(), expires_in: z.number() });
