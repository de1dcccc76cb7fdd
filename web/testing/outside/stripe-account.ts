import type Stripe from 'stripe';

export type Thing = Record<string, unknown>;
const MONTH = 30 * 24 * 60 * 60;

/** What Stripe answers when it does not do what it is asked (https://docs.stripe.com/api/errors). */
export class Refusal extends Error {
  readonly status: number;
  readonly type: string;
  readonly code: string | undefined;
  readonly param: string | undefined;

  constructor(status: number, type: string, message: string, code?: string, param?: string) {
    super(message);
    this.status = status;
    this.type = type;
    this.code = code;
    this.param = param;
  }
}

const missing = (what: string, id: string, param = 'id') =>
  new Refusal(404, 'invalid_request_error', `No such ${what}: '${id}'`, 'resource_missing', param);

/** What a Stripe account holds, and what its API makes of that. */
export class StripeAccount {
  readonly customers = new Map<string, Thing>();
  readonly sessions = new Map<string, Thing>();
  /** Newest first. */
  readonly subscriptions: Thing[] = [];
  /** Where the pages are that people pay and cancel at. */
  pages = '';
  #made = 0;

  answer(method: string, path: string, input: URLSearchParams): Thing {
    const call = `${method} ${path.replace('/v1/', '').replace(/(cus|cs)_\w+/, ':id')}`;
    const id = /(cus|cs)_\w+/.exec(path)?.[0] ?? '';
    const customer = input.get('customer') ?? '';
    switch (call) {
      case 'POST customers':
        return this.#customer(input);
      case 'POST customers/:id':
        this.#known(id, 'id');
        return Object.assign(this.customers.get(id) as Thing, { email: input.get('email') });
      case 'DELETE customers/:id':
        return this.#delete(id);
      case 'GET subscriptions':
        this.#known(customer);
        return list(this.subscriptions.filter((each) => each.customer === customer));
      case 'GET checkout/sessions':
        return list(
          [...this.sessions.values()].reverse().filter((each) => each.customer === customer),
          Number(input.get('limit')),
        );
      case 'POST checkout/sessions':
        this.#known(customer);
        return this.#session(input);
      case 'POST checkout/sessions/:id/expire':
        return Object.assign(this.#open(id), { status: 'expired', url: null });
      case 'POST billing_portal/sessions': {
        this.#known(customer);
        const back = encodeURIComponent(input.get('return_url') ?? '');
        return { object: 'billing_portal.session', url: `${this.pages}/portal/${customer}?back=${back}` };
      }
    }
    throw new Refusal(404, 'invalid_request_error', `Unrecognized request URL (${call})`);
  }

  pay(id: string): { session: Thing; subscription: Thing } {
    const session = this.#open(id);
    const { customer } = session;
    const now = Math.trunc(Date.now() / 1000);
    const item = { id: this.#id('si'), price: { id: session.price }, current_period_end: now + MONTH };
    const subscription: Thing = {
      id: this.#id('sub'),
      object: 'subscription',
      customer,
      status: 'active',
      cancel_at: null,
      cancel_at_period_end: false,
      ended_at: null,
      pause_collection: null,
      items: { object: 'list', data: [item] },
    };
    this.subscriptions.unshift(subscription);
    Object.assign(session, { status: 'complete', url: null, subscription: subscription.id });
    return { session, subscription };
  }

  change(customer: string, change: Partial<Stripe.Subscription>): Thing {
    const subscription = this.subscriptions.find((each) => each.customer === customer);
    if (!subscription) throw missing('subscription', customer);
    const ended = change.status === 'canceled' ? { ended_at: Math.trunc(Date.now() / 1000) } : {};
    return Object.assign(subscription, ended, change);
  }

  #customer(input: URLSearchParams): Thing {
    const email = input.get('email');
    const id = this.#id('cus');
    this.customers.set(id, {
      id,
      object: 'customer',
      email,
      lantern_user: input.get('metadata[lantern_user]'),
    });
    return this.customers.get(id) as Thing;
  }

  #delete(id: string): Thing {
    this.#known(id, 'id');
    this.customers.delete(id);
    for (const each of this.subscriptions) if (each.customer === id) each.status = 'canceled';
    for (const each of this.sessions.values())
      if (each.customer === id && each.status === 'open')
        Object.assign(each, { status: 'expired', url: null });
    return { id, object: 'customer', deleted: true };
  }

  #session(input: URLSearchParams): Thing {
    const id = this.#id('cs');
    const price = input.get('line_items[0][price]');
    if (!price?.startsWith('price_')) throw missing('price', String(price), 'line_items[0][price]');
    this.sessions.set(id, {
      id,
      object: 'checkout.session',
      mode: input.get('mode'),
      customer: input.get('customer'),
      metadata: { price: input.get('metadata[price]') },
      price,
      status: 'open',
      url: `${this.pages}/pay/${id}`,
      success_url: input.get('success_url'),
      cancel_url: input.get('cancel_url'),
    });
    return this.sessions.get(id) as Thing;
  }

  #open(id: string): Thing {
    const session = this.sessions.get(id);
    if (!session) throw missing('checkout session', id);
    if (session.status !== 'open') throw new Refusal(400, 'invalid_request_error', 'not open any more');
    return session;
  }

  #known(customer: string, param = 'customer'): void {
    if (!this.customers.has(customer)) throw missing('customer', customer, param);
  }

  #id(kind: string): string {
    this.#made += 1;
    return `${kind}_${this.#made}`;
  }
}

const list = (data: Thing[], limit = 100): Thing => ({
  object: 'list',
  data: data.slice(0, limit),
  has_more: data.length > limit,
});
