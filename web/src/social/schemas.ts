import { z } from 'zod';
import { currentPassword } from '../accounts/index.ts';

/** What variables.ts makes of the name of a variable; Postgres would not even look for some of what a path may hold. */
export const providerName = z.string().regex(/^[a-z0-9-]{1,64}$/);

/** Shows that it is still the person who sits there. */
export const proofForm = z.strictObject({ current_password: currentPassword });

export const linkedAccounts = z.strictObject({
  items: z.array(
    z.strictObject({
      provider: z.string(),
      label: z.string().describe('What people know the provider by'),
      name: z.string().nullable().describe('What the account is called there'),
      linked_at: z.iso.datetime(),
      last_used_at: z.iso.datetime().nullable(),
    }),
  ),
  next: z.null(),
});
