import { z } from 'zod';

/** When somebody joined, in milliseconds since 1970, and their id. */
const POSITION = /^(\d{1,14})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

const position = z
  .string('invalid')
  .regex(POSITION, 'invalid')
  .transform((text) => {
    const [, joined = '', id = ''] = POSITION.exec(text) ?? [];
    return { joinedAt: new Date(Number(joined)), id };
  });

export const memberListQuery = z.strictObject({ after: position.optional() });
/** The same in the address of a page: what continues nothing is the beginning. */
export const afterMember = position.optional().catch(undefined);

export const memberList = z.strictObject({
  items: z.array(
    z.strictObject({
      user_id: z.uuid(),
      name: z.string().describe('the display name'),
      login: z.string().nullable(),
      role: z.enum(['member', 'moderator']),
      joined_at: z.iso.datetime(),
    }),
  ),
  next: z.string().nullable(),
});
