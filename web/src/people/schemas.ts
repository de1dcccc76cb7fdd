import { z } from 'zod';
import { after, continuation, pageSchema } from '../paging.ts';

/** Postgres texts hold no NUL. */
const text = z
  .string('invalid')
  .trim()
  .refine((typed) => typed.length <= 254 && !typed.includes('\0'), 'invalid');

export const peopleListQuery = z.strictObject({
  q: text.optional().describe('Part of the e-mail, login or name; whose e-mail or login it is comes first'),
  ...continuation.shape,
});

/** An account as programs of administrators see it. */
export const account = z.strictObject({
  id: z.uuid(),
  email: z.string(),
  login: z.string().nullable(),
  display_name: z.string().nullable(),
  first_name: z.string().nullable(),
  last_name: z.string().nullable(),
  is_superuser: z.boolean(),
  created_at: z.iso.datetime(),
  last_sign_in_at: z.iso.datetime().nullable(),
  disabled_at: z.iso.datetime().nullable(),
});

export const accountListReply = pageSchema(account);

/** The same list as a page's address asks for it. */
export const peoplePageQuery = z.object({ q: text.default(''), after });
