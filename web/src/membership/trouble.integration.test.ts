import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StripeServer } from '../../testing/outside/stripe-server.ts';
import { member } from '../../testing/people/visitor.ts';
import { testSite } from '../../testing/website.ts';

const stripe = new StripeServer();
const stripeVariables = { ...(await stripe.start()), PUBLIC_URL: 'https://lantern.example' };
const [site, bare] = [await testSite({ stripeVariables, stripeWithin: 500 }), await testSite()];

/** Faster than any limit between two bytes. */
const trickle: NonNullable<StripeServer['instead']> = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(' '), 20);
  response.once('close', () => clearInterval(timer));
};

test('without Stripe nothing is sold, and the pages and the API say so', async () => {
  const [boris, program] = [await member(bare.visitor(), 'boris'), bare.program()];
  await program.signIn('boris');
  const settings = await boris.get('/settings');
  assert.doesNotMatch(settings.text, /href="\/settings\/(membership|social-accounts)"/);
  assert.match(settings.text, /href="\/settings\/passkeys"/);
  const page = await boris.get('/settings/membership');
  assert.equal(page.status, 200);
  assert.match(page.text, /This server does not offer memberships/);
  assert.doesNotMatch(page.text, /Become a member/);
  for (const path of ['/settings/membership', '/settings/membership/portal']) {
    const form = await boris.submit('/', path);
    assert.deepEqual([form.status, form.headers.get('retry-after')], [503, null], path);
    assert.match(form.text, /Memberships aren’t available here/);
  }
  for (const path of ['/membership/checkout', '/membership/portal', '/webhooks/stripe']) {
    const { status, body, headers } = await program.post(path);
    assert.deepEqual([status, body.code], [503, 'membership_not_configured'], path);
    assert.equal(headers.get('retry-after'), null);
  }
  assert.equal((await program.get('/membership')).body.active, false);
  assert.equal((await program.call('DELETE', '/users/me', { current_password: 'wrong' })).status, 400);
});

test('when Stripe is down, slow, or refuses, the call is answered with 503 and the page goes on working', async () => {
  const [boris, program] = [await member(site.visitor(), 'boris'), site.program()];
  await program.signIn('boris');
  for (const [what, instead] of [
    ['an error', (response) => response.writeHead(500).end('{}')],
    ['garbage', (response) => response.writeHead(200).end('<html>')],
    ['silence', () => {}],
    ['a body that trickles without end', trickle],
    ['a hang-up', (response) => response.destroy()],
    ['an answer without a list', (response) => response.writeHead(200).end('{"object":"list"}')],
    ['a redirect', (response) => response.writeHead(307, { location: site.url }).end()],
    [
      'a key it does not know',
      (response) =>
        response.writeHead(401).end(
          JSON.stringify({
            error: {
              type: 'invalid_request_error',
              message: `Invalid API Key: ${stripeVariables.STRIPE_SECRET_KEY}`,
            },
          }),
        ),
    ],
  ] as [string, NonNullable<StripeServer['instead']>][]) {
    stripe.instead = instead;
    const { status, body, headers } = await program.post('/membership/checkout');
    assert.deepEqual([status, body.code], [503, 'payments_unavailable'], what);
    assert.ok(headers.get('retry-after'), what);
    const form = await boris.submit('/', '/settings/membership');
    assert.equal(form.status, 503, what);
    assert.match(form.text, /Nothing was bought.*href="\/settings\/membership"/s);
    assert.equal((await boris.get('/settings/membership')).status, 200, what);
  }
  stripe.instead = undefined;
  assert.match((await boris.get('/settings')).text, /href="\/settings\/membership"/);
  assert.equal((await program.post('/membership/checkout')).status, 201);
  assert.ok(!site.log.join('').includes(stripeVariables.STRIPE_SECRET_KEY));
});

test('a failure that Stripe stores under its idempotency key is over a minute after Stripe is well again (row 59)', async () => {
  const program = site.program();
  const { email } = (await program.register('clara')).body;
  await program.signIn('clara');
  const checkout = () => program.post('/membership/checkout');
  const fail = async (status: number) => {
    stripe.fault = status;
    for (const _ of ['the first try', 'the second']) assert.equal((await checkout()).status, 503);
    stripe.fault = undefined;
    site.clock.pass(60);
  };
  const payAt = async () => (await checkout()).body.url as string;

  await fail(500);
  const customers = () => [...stripe.account.customers.values()].filter((each) => each.email === email);
  assert.equal(customers().length, 0);
  const url = await payAt();
  assert.equal(customers().length, 1);

  const session = stripe.account.sessions.get(url.split('/').at(-1) ?? '');
  Object.assign(session ?? {}, { status: 'expired', url: null });
  await fail(503);
  const urls = await Promise.all(Array.from({ length: 5 }, payAt));
  assert.equal(new Set(urls).size, 1);
  assert.ok(!urls.includes(url));
});

test('calls to Stripe are limited', async () => {
  const strict = await testSite({ stripeVariables, rateLimitFactor: 1 });
  const program = strict.program();
  await program.register('clara');
  await program.signIn('clara');
  let status = 0;
  for (let at = 0; at < 31; at++) ({ status } = await program.post('/membership/checkout'));
  assert.equal(status, 429);
});
