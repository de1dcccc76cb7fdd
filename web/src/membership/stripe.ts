import { createHash } from 'node:crypto';
import type { Logger } from '@lantern/service/log';
import Stripe from 'stripe';
import type { z } from 'zod';
import { LanternError } from '../errors.ts';
import { answers } from './answers.ts';
import type { Payments } from './payments.ts';
import { counting, readSubscription } from './subscription.ts';

type Config = {
  STRIPE_SECRET_KEY?: string | undefined;
  STRIPE_WEBHOOK_SECRET?: string | undefined;
  STRIPE_PRICE_ID?: string | undefined;
  STRIPE_API_URL: string;
  PUBLIC_URL?: string | undefined;
};

type Parts = { log: Logger; answerWithin?: number | undefined; now?: () => number };

/** A checkout asks three times, one after the other, and the page waits. */
const ANSWER_WITHIN_MS = 4000;
/** What Stripe advises against replays: https://docs.stripe.com/webhooks#replay-attacks */
const TOLERANCE_SECONDS = 300;

/** What has to do with who is a member; Stripe sends whatever its dashboard was told to. */
const NOTICES = /^(checkout\.session\.|customer\.deleted$|customer\.subscription\.|invoice\.(paid|payment_))/;

/**
 * Stripe, by the configuration (https://docs.stripe.com/api).
 *
 * @param config.STRIPE_API_URL where its API is, without a path
 * @param parts.log told of every failure, without keys
 * @param parts.answerWithin milliseconds
 * @param parts.now milliseconds since 1970
 * @returns undefined when nothing is sold here
 */
export function openStripe(
  config: Config,
  { log, answerWithin = ANSWER_WITHIN_MS, now = Date.now }: Parts,
): Payments | undefined {
  const {
    STRIPE_SECRET_KEY: key,
    STRIPE_WEBHOOK_SECRET: secret,
    STRIPE_PRICE_ID: price,
    PUBLIC_URL,
  } = config;
  if (!key || !secret || !price || !PUBLIC_URL) return undefined;
  const { protocol, hostname: host, port } = new URL(config.STRIPE_API_URL);
  const stripe = new Stripe(key, {
    protocol: protocol === 'http:' ? 'http' : 'https',
    host,
    ...(port && { port }),
    timeout: answerWithin,
    // That of node:http limits the time between two bytes only: a body that trickles would be waited for without end.
    httpClient: Stripe.createFetchHttpClient((url, init) => fetch(url, { ...init, redirect: 'manual' })),
    maxNetworkRetries: 1,
    telemetry: false,
  });
  const page = new URL('/settings/membership', PUBLIC_URL).href;

  /** Waits for an answer, and believes one only that has what is asked for; undefined: there is no such customer. */
  async function ask<Answer extends z.ZodType>(
    question: Promise<unknown>,
    answer: Answer,
  ): Promise<z.output<Answer> | undefined> {
    try {
      return answer.parse(await question);
    } catch (error) {
      const { type, code, param, statusCode, requestId } = error as Partial<Stripe.errors.StripeError>;
      if (code === 'resource_missing' && (param === 'customer' || param === 'id')) return undefined;
      // Not the message: it may quote the key.
      const reason = type ?? (error as Error).name;
      log.warn(
        { reason, code, param, response: statusCode, request_id: requestId },
        'Stripe does not answer',
      );
      throw new LanternError('payments_unavailable');
    }
  }

  return {
    async createCustomer({ id, email }, replaced = '') {
      const make = (idempotencyKey: string) =>
        stripe.customers.create({ email, metadata: { lantern_user: id } }, { idempotencyKey });
      const customer = await ask(oncePerKey(make, now, 'customer', id, email, replaced), answers.customer);
      if (!customer) throw new LanternError('payments_unavailable');
      return customer.id;
    },

    async changeEmail(customer, email) {
      await ask(stripe.customers.update(customer, { email }), answers.customer);
    },

    async subscriptionOf(customer) {
      const question = stripe.subscriptions.list({ customer, status: 'all', limit: 100 });
      const all = (await ask(question, answers.subscriptions))?.data.map(readSubscription) ?? [];
      const paid = all.filter(({ active }) => active);
      if (paid.length > 1) log.warn({ customer, subscriptions: paid.length }, 'somebody pays more than once');
      return counting(all);
    },

    async checkout(customer) {
      const found = await ask(stripe.checkout.sessions.list({ customer, limit: 1 }), answers.sessions);
      const newest = found?.data[0];
      const open = newest?.status === 'open';
      if (open && newest.url && newest.metadata?.price === price) return newest.url;
      // For another price: it would be a second page to pay at.
      if (open) await ask(stripe.checkout.sessions.expire(newest.id), answers.session);
      const create = (idempotencyKey: string) =>
        stripe.checkout.sessions.create(
          {
            mode: 'subscription',
            customer,
            line_items: [{ price, quantity: 1 }],
            metadata: { price },
            success_url: `${page}?checkout=paid`,
            cancel_url: `${page}?checkout=cancelled`,
          },
          { idempotencyKey },
        );
      // Two that are asked for at the same moment are one: both come after the same newest.
      const session = oncePerKey(create, now, 'checkout', customer, newest?.id ?? '', price, page);
      return (await ask(session, answers.session))?.url ?? undefined;
    },

    async portal(customer) {
      const session = stripe.billingPortal.sessions.create({ customer, return_url: page });
      return (await ask(session, answers.portal))?.url;
    },

    async forget(customer) {
      await ask(stripe.customers.del(customer), answers.deletedCustomer);
    },

    customerIn(body, signature) {
      let event: Stripe.Event;
      try {
        event = stripe.webhooks.constructEvent(body, signature, secret, TOLERANCE_SECONDS);
      } catch {
        throw new LanternError('webhook_signature_invalid');
      }
      if (!NOTICES.test(event.type)) return undefined;
      const { id, customer } = event.data.object as {
        id?: string;
        customer?: string | { id: string } | null;
      };
      if (event.type.startsWith('customer.deleted')) return id;
      return (typeof customer === 'string' ? customer : customer?.id) ?? undefined;
    },
  };
}

/**
 * Sends a request under an idempotency key that is the same for the same question, so that two clicks make one thing.
 *
 * Stripe stores the first answer under the key for 24 hours, a failure as well, and sends it again without doing anything
 * (https://docs.stripe.com/api/idempotent_requests). So a stored failure is asked for anew under the key of this minute: two
 * clicks share that one too, and what fails again can pass a minute later.
 *
 * @param send sends the request under a key
 * @param now milliseconds since 1970
 * @param question what the request is about
 */
async function oncePerKey<Answer>(
  send: (idempotencyKey: string) => Promise<Answer>,
  now: () => number,
  ...question: string[]
): Promise<Answer> {
  try {
    return await send(idempotencyKeyOf(question));
  } catch (error) {
    if (!isStoredFailure(error)) throw error;
    return send(idempotencyKeyOf([...question, String(Math.trunc(now() / 60_000))]));
  }
}

/** The second is a key that another version of Lantern used with other parameters. */
function isStoredFailure(error: unknown): boolean {
  const { headers, type } = error as Partial<Stripe.errors.StripeError>;
  return headers?.['idempotent-replayed'] === 'true' || type === 'StripeIdempotencyError';
}

/** Holds nobody's e-mail: keys are logged at Stripe. */
function idempotencyKeyOf(question: string[]): string {
  return `lantern-${createHash('sha256').update(JSON.stringify(question)).digest('base64url')}`;
}
