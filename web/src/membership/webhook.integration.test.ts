import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { StripeServer } from '../../testing/outside/stripe-server.ts';
import { testSite } from '../../testing/website.ts';

const stripe = new StripeServer();
const stripeVariables = { ...(await stripe.start()), PUBLIC_URL: 'https://lantern.example' };
const site = await testSite({ stripeVariables });
const webhook = `${site.url}/webhooks/stripe`;
const boris = site.program();
const { id } = (await boris.register('boris')).body;
await boris.signIn('boris');
const url = (await boris.post('/membership/checkout')).body.url;
const customer = [...stripe.account.customers.keys()][0] as string;
const [completed = '', created = ''] = await stripe.pay(url);
stripe.webhook = webhook;

const active = async () => (await boris.get('/membership')).body.active;
const acts = () => site.log.filter((line) => line.includes('"act":"membership.'));
const now = () => Math.trunc(Date.now() / 1000);

async function refused(payload: string, signature: string, why: string): Promise<void> {
  const answer = await stripe.send(payload, signature);
  const body = (await answer.json()) as { code: string };
  assert.deepEqual([answer.status, body.code], [400, 'webhook_signature_invalid'], why);
}

test('a webhook with a foreign, old or wrong signature is refused and changes nothing (row 32)', async () => {
  const signature = stripe.sign(created);
  await refused(created, '', 'none');
  await refused(created, 'garbage', 'garbage');
  await refused(created, stripe.sign(created, now(), 'whsec_of_somebody_else'), 'another secret');
  await refused(created, stripe.sign(created, now() - 301), 'stale');
  await refused(created, signature.replace(/t=\d+/, `t=${now() + 1}`), 'another time');
  await refused(JSON.stringify(JSON.parse(created)), signature, 're-serialised');
  await refused(created.replace('"active"', '"paused"'), signature, 'changed');
  await refused(`${created} `, signature, 'a space more');
  await refused('', signature, 'empty');
  assert.equal(await active(), false);
  assert.deepEqual(acts(), []);
});

test('a webhook is accepted only by its signature, not by a cookie or from another site (row 32)', async () => {
  const forged = await fetch(webhook, {
    method: 'POST',
    headers: { 'content-type': 'text/plain', origin: 'https://evil.example', cookie: 'lantern=1' },
    body: created,
  });
  assert.equal(forged.status, 400);
  const packed = await fetch(webhook, {
    method: 'POST',
    headers: { 'content-encoding': 'gzip', 'stripe-signature': stripe.sign(created) },
    body: gzipSync(created),
  });
  assert.equal(packed.status, 415);
  assert.equal((await fetch(webhook)).status, 405);
});

test('a repeated webhook is answered with 200 and has one effect (row 32)', async () => {
  for (const payload of [created, created, completed, created]) {
    const answer = await stripe.send(payload);
    assert.deepEqual([answer.status, await answer.json()], [200, { received: true }]);
  }
  assert.equal(await active(), true);
  assert.equal(acts().length, 1);
  const { roles } = (await boris.get('/users/me/permissions')).body;
  assert.equal(roles.length, 1);
});

test('webhooks may come in any order: an older one never restores an old state (row 32)', async () => {
  stripe.webhook = undefined;
  const [paused = ''] = await stripe.change(customer, { status: 'paused' });
  const [resumed = ''] = await stripe.change(customer, { status: 'active' });
  const [deleted = ''] = await stripe.change(customer, { status: 'canceled' });
  stripe.webhook = webhook;
  await stripe.send(deleted);
  assert.equal(await active(), false);
  for (const late of [resumed, paused, created, completed])
    assert.equal((await stripe.send(late)).status, 200);
  assert.equal(await active(), false);
  assert.equal(acts().length, 2);
});

test('after simultaneous webhooks the final state is Stripe’s (row 32)', async () => {
  stripe.webhook = undefined;
  const before = acts().length;
  const texts: string[] = [];
  for (const status of ['active', 'paused', 'active'] as const)
    texts.push(...(await stripe.change(customer, { status })));
  stripe.webhook = webhook;
  // Whoever asked first is answered last, with what was true when they asked.
  const stale = stripe.account.subscriptions[0];
  const held = Promise.withResolvers<void>();
  let first = true;
  stripe.gate = async () => {
    if (!first) return;
    first = false;
    await held.promise;
  };
  const slow = stripe.send(texts[0] ?? '');
  while (first) await new Promise(setImmediate);
  const others = await Promise.all(texts.flatMap((text) => [text, text]).map((text) => stripe.send(text)));
  held.resolve();
  const answers = [...others, await slow];
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
  assert.equal(stale?.status, 'active');
  assert.equal(await active(), true);
  assert.equal(acts().length, before + 1);
});

test('an answer of Stripe that is older than the stored state is ignored', async () => {
  const held = Promise.withResolvers<void>();
  let asked = 0;
  stripe.instead = (response) => {
    asked += 1;
    const [subscription] = stripe.account.subscriptions;
    const text = JSON.stringify({ object: 'list', data: [subscription], has_more: false });
    const answer = () => response.writeHead(200, { 'content-type': 'application/json' }).end(text);
    if (asked === 1) void held.promise.then(answer);
    else answer();
  };
  const slow = stripe.send(created);
  while (asked === 0) await new Promise(setImmediate);
  await stripe.change(customer, { status: 'unpaid' });
  assert.equal(await active(), false);
  held.resolve();
  assert.equal((await slow).status, 200);
  stripe.instead = undefined;
  assert.equal(await active(), false);
  assert.ok(asked >= 3, 'it asked again');
});

test('an unrelated webhook is accepted and ignored', async () => {
  const asked = stripe.asked.length;
  for (const [type, object] of [
    ['charge.succeeded', { id: 'ch_1', customer }],
    ['customer.subscription.updated', { id: 'sub_9', customer: 'cus_of_somebody_else' }],
    ['customer.subscription.updated', { id: 'sub_9', customer: null }],
    ['checkout.session.completed', { id: 'cs_9' }],
  ] as const)
    assert.equal((await stripe.send(stripe.webhookBody(type, object))).status, 200, type);
  assert.equal(stripe.asked.length, asked);
  assert.ok(id);
});

test('when Stripe does not answer, the webhook is to be sent again, and the log contains no secret (rows 32, 41)', async () => {
  await stripe.change(customer, { status: 'active' });
  stripe.webhook = undefined;
  const [deleted = ''] = await stripe.change(customer, { status: 'canceled' });
  stripe.webhook = webhook;
  stripe.instead = (response) => response.writeHead(500).end('{}');
  const answer = await stripe.send(deleted);
  assert.equal(answer.status, 503);
  assert.equal(await active(), true);
  stripe.instead = undefined;
  assert.equal((await stripe.send(deleted)).status, 200);
  assert.equal(await active(), false);
  const log = site.log.join('\n');
  for (const secret of [stripeVariables.STRIPE_SECRET_KEY, stripeVariables.STRIPE_WEBHOOK_SECRET])
    assert.ok(!log.includes(secret.slice(0, 16)));
  assert.ok(!log.includes('boris@example.org'));
});

test('a customer deleted at Stripe loses the membership', async () => {
  await stripe.change(customer, { status: 'active' });
  assert.equal(await active(), true);
  stripe.account.answer('DELETE', `/v1/customers/${customer}`, new URLSearchParams());
  assert.equal((await stripe.send(stripe.webhookBody('customer.deleted', { id: customer }))).status, 200);
  assert.equal(await active(), false);
});
