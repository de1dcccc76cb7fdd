import { ask, fieldsOf } from '../ask.ts';
import { type Check, type Finding, ok, warning, wrong } from '../finding.ts';
import { placeOf, trouble } from '../trouble.ts';

export type StripeSettings = {
  STRIPE_SECRET_KEY?: string | undefined;
  STRIPE_PRICE_ID?: string | undefined;
  STRIPE_API_URL?: string | undefined;
  PUBLIC_URL?: string | undefined;
};

/** Whether Stripe takes the key, knows the price, and tells this site of payments. Nothing is changed there. */
export const stripeCheck = (settings: StripeSettings): Check => ({
  name: 'stripe',
  async *findings() {
    const { STRIPE_SECRET_KEY: key, STRIPE_PRICE_ID: price, STRIPE_API_URL: url, PUBLIC_URL } = settings;
    if (!key || !price || !url) return yield ok('is not configured: no memberships are sold');
    const place = placeOf(url);
    const get = (path: string) =>
      ask(new URL(path, url).href, { headers: { authorization: `Bearer ${key}` } });
    try {
      const { status, json } = await get(`/v1/prices/${encodeURIComponent(price)}`);
      yield judgedPrice(status, fieldsOf(json), place);
      if (status !== 200 || !PUBLIC_URL) return;
      const webhook = new URL('/webhooks/stripe', PUBLIC_URL).href;
      yield judgedWebhook(await get('/v1/webhook_endpoints?limit=100'), webhook);
    } catch (error) {
      yield wrong(`${trouble(error, place)}. Correct STRIPE_API_URL, or let this machine out to it`);
    }
  },
});

function judgedPrice(status: number, price: Record<string, unknown>, place: string): Finding {
  if (status === 401) return wrong(`${place} refuses the key: correct STRIPE_SECRET_KEY`);
  // A restricted key may have what a sale needs, and not this.
  if (status === 403)
    return warning(`${place} does not let this key read prices: STRIPE_PRICE_ID was not looked at`);
  if (status === 404)
    return wrong(`${place} knows no such price: correct STRIPE_PRICE_ID (test and live mode have their own)`);
  if (status !== 200) return wrong(`${place} answers ${status}: correct STRIPE_API_URL`);
  if (price.active !== true) return wrong('the price is archived: set STRIPE_PRICE_ID to one that is sold');
  if (typeof price.recurring !== 'object' || price.recurring === null)
    return wrong('the price is paid once: set STRIPE_PRICE_ID to a recurring one');
  return ok(`${place} takes the key and sells the price`);
}

function judgedWebhook({ status, json }: Awaited<ReturnType<typeof ask>>, webhook: string): Finding {
  const { data } = fieldsOf(json);
  if (status !== 200 || !Array.isArray(data))
    return warning(`this key may not read webhooks: see there that ${webhook} is one`);
  const own = data.map(fieldsOf).find(({ url }) => url === webhook);
  if (!own) return wrong(`it tells this site of no payment: add the webhook ${webhook} (docs/deployment.md)`);
  if (own.status !== 'enabled') return wrong(`the webhook ${webhook} is disabled: enable it there`);
  return ok(`it tells ${webhook} of payments`);
}
