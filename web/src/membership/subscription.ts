import type { StripeSubscription } from './answers.ts';
import type { Subscription } from './payments.ts';

/** `past_due`: a payment has failed, and Stripe goes on to try for as long as its dashboard says; then it is one of the others. */
const PAID = ['active', 'trialing', 'past_due'];
const OVER = ['canceled', 'incomplete_expired'];

export function readSubscription(subscription: StripeSubscription): Subscription {
  const { status, pause_collection, cancel_at, cancel_at_period_end, ended_at, items } = subscription;
  const paidUntil = Math.max(0, ...items.data.map((item) => item.current_period_end)) || null;
  const endsAt = ended_at ?? cancel_at ?? (cancel_at_period_end ? paidUntil : null);
  return {
    status,
    // Paused that way, no invoice is ever to be paid; the other ways are for those who are to be let in meanwhile.
    active: PAID.includes(status) && pause_collection?.behavior !== 'void',
    over: OVER.includes(status),
    paidUntil: moment(paidUntil),
    endsAt: moment(endsAt),
  };
}

/**
 * Of all subscriptions that a customer has had, the one that counts: one that makes a member, or else one that still may, or
 * else the last.
 *
 * @param all newest first
 */
export function counting(all: readonly Subscription[]): Subscription | undefined {
  return all.find(({ active }) => active) ?? all.find(({ over }) => !over) ?? all[0];
}

const moment = (seconds: number | null) => (seconds === null ? null : new Date(seconds * 1000));
