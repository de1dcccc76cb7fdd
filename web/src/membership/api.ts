import type { RequestHandler } from 'express';
import { LanternError } from '../errors.ts';
import { apiCall } from '../http/api/api-call.ts';
import { accessOf } from '../http/api/bearer.ts';
import { membership, page } from './schemas.ts';
import type { Membership, MembershipService } from './service.ts';

export function membershipApi(memberships: MembershipService) {
  return {
    mine: apiCall(
      { summary: 'My membership, as Stripe last told of it', status: 200, reply: membership },
      async (_input, req) => shown(await memberships.of(accessOf(req).sub)),
    ),

    checkout: apiCall(
      {
        summary:
          'Buy a membership: a page of Stripe’s to pay at; the same one until it is paid or has expired',
        status: 201,
        reply: page,
        errors: [
          'membership_not_configured',
          'membership_exists',
          'payments_unavailable',
          'too_many_requests',
        ],
      },
      async (_input, req) => ({ url: await memberships.checkout(accessOf(req).person) }),
    ),

    portal: apiCall(
      {
        summary: 'Manage my membership: a page of Stripe’s to change the card, see invoices and cancel',
        status: 201,
        reply: page,
        errors: [
          'membership_not_configured',
          'membership_not_found',
          'payments_unavailable',
          'too_many_requests',
        ],
      },
      async (_input, req) => ({ url: await memberships.portal(accessOf(req).sub) }),
    ),
  };
}

/** `POST /webhooks/stripe`, its body as the bytes that came. Nobody signs in: the signature says who speaks. */
export function stripeWebhook(
  memberships: MembershipService,
): Record<'mayBeRead' | 'handle', RequestHandler> {
  return {
    /** Four times as long as what strangers may send otherwise: not read where nothing is sold, nor without a signature. */
    mayBeRead(req, _res, next) {
      if (!memberships.isSold) throw new LanternError('membership_not_configured');
      if (!req.headers['stripe-signature']) throw new LanternError('webhook_signature_invalid');
      next();
    },

    async handle(req, res) {
      const body = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
      await memberships.handleWebhook(body, req.get('stripe-signature') ?? '');
      res.json({ received: true });
    },
  };
}

function shown(known: Membership | undefined) {
  return {
    active: known?.active ?? false,
    status: known?.status ?? null,
    paid_until: known?.paidUntil?.toISOString() ?? null,
    ends_at: known?.endsAt?.toISOString() ?? null,
  };
}
