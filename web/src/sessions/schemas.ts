import { z } from 'zod';

export const sessionListReply = z.strictObject({
  items: z.array(
    z.strictObject({
      id: z.uuid(),
      kind: z.enum(['browser', 'program']),
      at: z.iso.datetime().describe('When it began'),
      ip: z.string().nullable(),
      user_agent: z.string(),
      current: z.boolean().describe('Whether it is the one that asks'),
    }),
  ),
  next: z.null(),
});
