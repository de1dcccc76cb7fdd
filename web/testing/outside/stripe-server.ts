import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import { Refusal, StripeAccount, type Thing } from './stripe-account.ts';

const KEYS = {
  STRIPE_SECRET_KEY: 'sk_test_51Lantern0000000000000000',
  STRIPE_WEBHOOK_SECRET: 'whsec_lantern00000000000000000000',
  STRIPE_PRICE_ID: 'price_lantern_monthly',
};

type Answer = { asked: string; status: number; body: object };
type Asked = { method: string; path: string; idempotencyKey: string | undefined };

/**
 * The part of Stripe that sells memberships (https://docs.stripe.com/api): its API, the pages that people pay and cancel at,
 * and its webhook requests, signed as Stripe signs them. It listens on this machine only.
 */
export class StripeServer {
  readonly account = new StripeAccount();
  /** Calls of the API, oldest first. */
  readonly asked: Asked[] = [];
  /** Notices, oldest first, whether or not they were sent. */
  readonly webhookBodies: string[] = [];
  /** Where webhook requests are sent; absent: nowhere, until a test sends them. */
  webhook: string | undefined;
  /** Awaited before each answer. */
  gate: () => Promise<void> = async () => {};
  /** The status that every call which changes something fails with, after its key was taken; as when Stripe has a fault. */
  fault: number | undefined;
  /** Answers instead of what the documentation says. */
  instead: ((response: ServerResponse) => void) | undefined;
  readonly #answers = new Map<string, Answer>();
  readonly #server: Server;
  #address = '';

  constructor() {
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch((error: Error) => response.writeHead(500).end(error.message));
    });
  }

  /** @returns what a site is configured with, but for its own address */
  async start(): Promise<typeof KEYS & { STRIPE_API_URL: string }> {
    this.#server.listen(0, '127.0.0.1').unref();
    await once(this.#server, 'listening');
    this.#address = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    this.account.pages = this.#address;
    return { ...KEYS, STRIPE_API_URL: this.#address };
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  /** Writes the body of a webhook request, as Stripe does when something has changed. */
  webhookBody(type: string, object: Thing): string {
    const event = {
      id: `evt_${this.webhookBodies.length + 1}`,
      object: 'event',
      api_version: '2026-10-28.endive',
      created: Math.trunc(Date.now() / 1000),
      data: { object: structuredClone(object) },
      livemode: false,
      pending_webhooks: 1,
      request: { id: null, idempotency_key: null },
      type,
    };
    const text = JSON.stringify(event, null, 2);
    this.webhookBodies.push(text);
    return text;
  }

  /** The header that comes with a webhook request. */
  sign(payload: string, timestamp = Math.trunc(Date.now() / 1000), secret = KEYS.STRIPE_WEBHOOK_SECRET) {
    return Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });
  }

  /** Sends a webhook request, with its signature or another. @returns the site's answer */
  send(payload: string, signature = this.sign(payload)): Promise<Response> {
    if (!this.webhook) throw new Error('nobody listens');
    return fetch(this.webhook, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': signature },
      body: payload,
    });
  }

  /** Pays at a checkout page, and sends what Stripe then sends. @returns their bodies */
  async pay(url: string): Promise<string[]> {
    const { session, subscription } = this.account.pay(url.split('/').at(-1) ?? '');
    return this.#tell(
      ['checkout.session.completed', session],
      ['customer.subscription.created', subscription],
    );
  }

  /** Changes a customer's subscription; `canceled` ends it at once. @returns its body */
  async change(customer: string, change: Partial<Stripe.Subscription>): Promise<string[]> {
    const subscription = this.account.change(customer, change);
    const kind = subscription.status === 'canceled' ? 'deleted' : 'updated';
    return this.#tell([`customer.subscription.${kind}`, subscription]);
  }

  async #tell(...news: [type: string, object: Thing][]): Promise<string[]> {
    const texts = news.map(([type, object]) => this.webhookBody(type, object));
    if (this.webhook) for (const text of texts) await this.send(text);
    return texts;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request;
    const { pathname, searchParams } = new URL(url, this.#address);
    const text = Buffer.concat(await request.toArray()).toString();
    if (!pathname.startsWith('/v1/')) return this.#page(method, pathname, searchParams, response);
    const key = request.headers['idempotency-key'] as string | undefined;
    this.asked.push({ method, path: pathname, idempotencyKey: key });
    await this.gate();
    if (this.instead) return this.instead(response);
    if (request.headers.authorization !== `Bearer ${KEYS.STRIPE_SECRET_KEY}`) {
      const message = `Invalid API Key provided: ${KEYS.STRIPE_SECRET_KEY}`;
      return reply(response, 401, { error: { type: 'invalid_request_error', message } });
    }
    const stored = key === undefined ? undefined : this.#answers.get(key);
    if (stored && stored.asked !== `${url} ${text}`) {
      const message = 'Keys can only be used with the same parameters they were first used with';
      return reply(response, 400, { error: { type: 'idempotency_error', message } });
    }
    if (stored) return reply(response, stored.status, stored.body, { 'idempotent-replayed': 'true' });
    const answer = this.#answer(
      method,
      pathname,
      method === 'GET' ? searchParams : new URLSearchParams(text),
    );
    if (key !== undefined) this.#answers.set(key, { asked: `${url} ${text}`, ...answer });
    return reply(response, answer.status, answer.body);
  }

  /** Failures are stored under their key as well: https://docs.stripe.com/api/idempotent_requests */
  #answer(method: string, path: string, input: URLSearchParams): Omit<Answer, 'asked'> {
    try {
      if (this.fault && method !== 'GET')
        throw new Refusal(this.fault, 'api_error', 'An unknown error occurred');
      return { status: 200, body: structuredClone(this.account.answer(method, path, input)) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { status, type, message, code, param } = error;
      return { status, body: { error: { type, message, code, param } } };
    }
  }

  /** What people see: one button, and a way back. */
  async #page(method: string, path: string, query: URLSearchParams, response: ServerResponse): Promise<void> {
    const [, kind, id = ''] = path.split('/');
    const session = kind === 'pay' ? this.account.sessions.get(id) : undefined;
    const back = String(session?.success_url ?? query.get('back'));
    if (method === 'POST') {
      await (session ? this.pay(path) : this.change(id, { status: 'canceled' }));
      response.writeHead(303, { location: back }).end();
      return;
    }
    const [title, action] = session ? ['Subscribe to Lantern', 'Pay'] : ['Your subscription', 'Cancel it'];
    const other = String(session?.cancel_url ?? back);
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(
      `<!doctype html><html lang="en"><title>${title}</title><h1>${title}</h1>
       <form method="post"><button>${action}</button></form><a href="${other}">Back</a></html>`,
    );
  }
}

function reply(response: ServerResponse, status: number, body: object, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_1', ...headers });
  response.end(JSON.stringify(body));
}
