import { z } from 'zod';

// What we read of Stripe's answers; everything else may come and go. Read strictly, because a proxy's or a maintenance page's
// answer without a list in it must never pass for "no subscription".

const list = <Item extends z.ZodType>(item: Item) =>
  z.object({ object: z.literal('list'), data: z.array(item) });

/** https://docs.stripe.com/api/subscriptions/object */
const subscription = z.object({
  status: z.string(),
  pause_collection: z.object({ behavior: z.string() }).nullish(),
  cancel_at: z.number().nullish(),
  cancel_at_period_end: z.boolean(),
  ended_at: z.number().nullish(),
  items: z.object({ data: z.array(z.object({ current_period_end: z.number() })) }),
});

/** https://docs.stripe.com/api/checkout/sessions/object */
const session = z.object({
  id: z.string(),
  status: z.string().nullish(),
  url: z.url().nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
});

export type StripeSubscription = z.output<typeof subscription>;

export const answers = {
  customer: z.object({ id: z.string().min(1) }),
  deletedCustomer: z.object({ deleted: z.literal(true) }),
  subscriptions: list(subscription),
  sessions: list(session),
  session,
  portal: z.object({ url: z.url() }),
};
