import { z } from 'zod';

export const membership = z.strictObject({
  active: z.boolean().describe('whether I am a member'),
  status: z.string().nullable().describe('of the subscription, in Stripe’s words; null: there has been none'),
  paid_until: z.iso.datetime().nullable(),
  ends_at: z.iso.datetime().nullable().describe('null: it is renewed'),
});

/** A page of Stripe's, for whoever is to open it. */
export const page = z.strictObject({ url: z.url() });
