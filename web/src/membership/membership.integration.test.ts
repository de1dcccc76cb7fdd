import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StripeServer } from '../../testing/outside/stripe-server.ts';
import { people } from '../../testing/people/people.ts';
import { grant } from '../../testing/people/rights.ts';
import { testSite } from '../../testing/website.ts';

const stripe = new StripeServer();
const stripeVariables = { ...(await stripe.start()), PUBLIC_URL: 'https://lantern.example' };
const site = await testSite({ stripeVariables });
stripe.webhook = `${site.url}/webhooks/stripe`;
await site.superuser('anna');
const anna = site.program();
await anna.signIn('anna');
const { body: room } = await anna.post('/rooms', {
  name: 'Members’ lounge',
  restriction: 'rooms.enter_restricted',
});
let number = 0;

/** Somebody new, who may buy. */
async function somebody() {
  const account = { email: `buyer${number++}@example.org`, password: people.boris.password };
  const [program, visitor] = [site.program(), site.visitor()];
  const { id } = (await program.post('/auth/register', account)).body;
  await program.signInAs(account);
  await visitor.submit('/login', '/login', account);
  const checkout = async (): Promise<string> => (await program.post('/membership/checkout')).body.url;
  return { ...account, id: id as string, program, visitor, checkout };
}

async function member() {
  const buyer = await somebody();
  await stripe.pay(await buyer.checkout());
  return { ...buyer, customer: customerOf(buyer.email) };
}

const customerOf = (email: string) =>
  [...stripe.account.customers.values()].find((each) => each.email === email)?.id as string;
const enters = async ({ program }: { program: typeof anna }) =>
  (await program.post(`/rooms/${room.id}/token`)).status === 200;
const rolesOf = async ({ program }: { program: typeof anna }): Promise<string[]> =>
  (await program.get('/users/me/permissions')).body.roles.map(({ name }: { name: string }) => name);
const putOut = (id: string) =>
  site.notices.filter((notice) => notice.type === 'user-revocation' && notice.user_ids.includes(id)).length;

test('an account that pays gets the role and enters restricted rooms; after cancelling it leaves them (row 35)', async () => {
  const boris = await somebody();
  assert.equal(await enters(boris), false);
  const made = await boris.program.post('/membership/checkout');
  assert.equal(made.status, 201);
  await stripe.pay(made.body.url);
  const { body } = await boris.program.get('/membership');
  assert.deepEqual([body.active, body.status, body.ends_at], [true, 'active', null]);
  assert.ok(Date.parse(body.paid_until) > Date.now());
  assert.deepEqual(await rolesOf(boris), ['member']);
  assert.equal(await enters(boris), true);

  assert.equal(putOut(boris.id), 0);
  await stripe.change(customerOf(boris.email), { status: 'canceled' });
  assert.deepEqual(await rolesOf(boris), []);
  assert.equal(await enters(boris), false);
  assert.equal(putOut(boris.id), 1);
  const ended = (await boris.program.get('/membership')).body;
  assert.deepEqual([ended.active, ended.status], [false, 'canceled']);
  await stripe.pay(await boris.checkout());
  assert.equal(await enters(boris), true);
});

test('a subscription that waits for a payment is not over, and one that is not paid makes no member', async () => {
  const boris = await member();
  const changed = async (change: Parameters<typeof stripe.change>[1]) => {
    await stripe.change(boris.customer, change);
    return enters(boris);
  };
  assert.equal(await changed({ status: 'past_due' }), true);
  assert.equal(await changed({ status: 'unpaid' }), false);
  assert.equal(await changed({ status: 'active' }), true);
  assert.equal(await changed({ status: 'paused' }), false);
  assert.equal(await changed({ status: 'trialing' }), true);
  const paused = (behavior: 'void' | 'keep_as_draft') => ({
    pause_collection: { behavior, resumes_at: null },
  });
  assert.equal(await changed(paused('void')), false);
  assert.equal(await changed(paused('keep_as_draft')), true);
  assert.equal(await changed({ status: 'incomplete_expired' }), false);
});

test('two clicks lead to one page to pay at, also when they come at once, and a second membership is not sold', async () => {
  const boris = await somebody();
  const urls = await Promise.all(Array.from({ length: 5 }, boris.checkout));
  assert.equal(new Set(urls).size, 1);
  assert.equal(await boris.checkout(), urls[0]);
  const customers = [...stripe.account.customers.values()].filter(({ email }) => email === boris.email);
  assert.equal(customers.length, 1);
  for (const { method, path, idempotencyKey } of stripe.asked)
    if (method === 'POST') assert.ok(idempotencyKey, `${path} has a key`);

  await stripe.pay(urls[0] as string);
  for (const status of ['active', 'unpaid', 'paused'] as const) {
    await stripe.change(customers[0]?.id as string, { status });
    const { status: answer, body } = await boris.program.post('/membership/checkout');
    assert.deepEqual([answer, body.code], [409, 'membership_exists'], status);
  }
});

test('a payment that Stripe has not told of yet is looked up before another is asked for', async () => {
  const boris = await somebody();
  const url = await boris.checkout();
  stripe.account.pay(url.split('/').at(-1) ?? '');
  assert.equal((await boris.program.get('/membership')).body.active, false);
  assert.equal((await boris.program.post('/membership/checkout')).status, 409);
  assert.equal(await enters(boris), true);
});

test('an expired page to pay at, and a customer who was deleted at Stripe, give way to new ones', async () => {
  const boris = await somebody();
  const first = await boris.checkout();
  const session = stripe.account.sessions.get(first.split('/').at(-1) ?? '');
  Object.assign(session ?? {}, { status: 'expired', url: null });
  const second = await boris.checkout();
  assert.notEqual(second, first);
  const before = customerOf(boris.email);
  stripe.account.answer('DELETE', `/v1/customers/${before}`, new URLSearchParams());
  const third = await boris.checkout();
  assert.notEqual(customerOf(boris.email), before);
  await stripe.pay(third);
  assert.equal(await enters(boris), true);
});

test('with an account its subscription goes, and what Stripe knows of the person', async () => {
  const boris = await member();
  const page = await boris.visitor.get('/settings/delete');
  assert.match(page.text, /your membership: it ends at once/);
  const { status } = await boris.program.call('DELETE', '/users/me', { current_password: boris.password });
  assert.equal(status, 204);
  assert.equal(stripe.account.customers.has(boris.customer), false);
  const subscription = stripe.account.subscriptions.find(({ customer }) => customer === boris.customer);
  assert.equal(subscription?.status, 'canceled');
  const late = stripe.webhookBody('customer.subscription.deleted', subscription ?? {});
  assert.equal((await stripe.send(late)).status, 200);
});

test('a changed e-mail reaches Stripe, at the next notice when it was down meanwhile (row 59)', async () => {
  const boris = await member();
  const told = () => stripe.account.customers.get(boris.customer)?.email;
  const change = (email: string) =>
    boris.program.call('PATCH', '/users/me', { email, current_password: boris.password });
  assert.equal((await change('new@example.org')).status, 204);
  await waitFor(() => told() === 'new@example.org');

  stripe.fault = 503;
  assert.equal((await change('newest@example.org')).status, 204);
  await waitFor(() => site.log.join('').includes('Stripe was not told of a new e-mail'));
  stripe.fault = undefined;
  await stripe.change(boris.customer, { status: 'active' });
  assert.equal(told(), 'newest@example.org');
});

test('an account stays when Stripe cannot be told that its subscription is to end', async () => {
  const boris = await member();
  stripe.instead = (response) => response.writeHead(500).end('{}');
  const leave = () => boris.program.call('DELETE', '/users/me', { current_password: boris.password });
  const { status, body } = await leave().finally(() => (stripe.instead = undefined));
  assert.deepEqual([status, body.code], [503, 'payments_unavailable']);
  assert.equal((await boris.program.get('/users/me')).status, 200);
  assert.equal((await leave()).status, 204);
});

test('the role goes by any name, keeps its other rights for members, and is neither deleted nor made administrative (row 28)', async () => {
  const boris = await member();
  const { items } = (await anna.get('/roles')).body;
  const role = items.find(({ name }: { name: string }) => name === 'member');
  const change = (input: object) => anna.call('PATCH', `/roles/${role.id}`, input);
  assert.equal((await change({ name: 'Patrons' })).status, 204);
  for (const refused of [
    await change({ permissions: ['rooms.enter_restricted', 'people.view'] }),
    await anna.call('DELETE', `/roles/${role.id}`),
  ])
    assert.deepEqual([refused.status, refused.body.code], [409, 'role_sold']);
  assert.deepEqual(await rolesOf(boris), ['Patrons']);
  const clara = await member();
  assert.deepEqual(await rolesOf(clara), ['Patrons']);
  assert.equal((await change({ name: 'member' })).status, 204);
});

test('a member with the permission by another role stays when the membership ends', async () => {
  const boris = await member();
  await grant(anna, boris.id, ['rooms.enter_restricted']);
  await stripe.change(boris.customer, { status: 'canceled' });
  assert.equal(await enters(boris), true);
  assert.equal(putOut(boris.id), 0);
});

test('the page tells of the membership, and leads to Stripe and back', async () => {
  const boris = await somebody();
  const page = async (query = '') => (await boris.visitor.get(`/settings/membership${query}`)).text;
  assert.match(await page(), /Become a member/);
  assert.doesNotMatch(await page(), /Manage at Stripe/);
  const leave = await boris.visitor.submit('/settings/membership', '/settings/membership');
  const [, url = ''] = /http-equiv="refresh" content="0; url=([^"]+)"/.exec(leave.text) ?? [];
  assert.match(leave.text, new RegExp(`href="${url}"`));
  const session = stripe.account.sessions.get(url.split('/').at(-1) ?? '');
  assert.equal(session?.success_url, 'https://lantern.example/settings/membership?checkout=paid');
  assert.match(await page('?checkout=cancelled'), /You did not pay/);
  const waiting = await page('?checkout=paid');
  assert.match(waiting, /being confirmed/);
  assert.doesNotMatch(waiting, /Become a member/);
  await stripe.pay(url);
  assert.match(await page('?checkout=paid'), /You are a member.*paid until/s);
  const again = await boris.visitor.submit('/settings/membership', '/settings/membership');
  assert.equal(again.status, 409);
  assert.match(again.text, /role="alert">You already have a membership/);
  const portal = await boris.visitor.submit('/settings/membership', '/settings/membership/portal');
  assert.match(portal.text, /http-equiv="refresh" content="0; url=http:[^"]+\/portal\/cus_/);
  const customer = customerOf(boris.email);
  await stripe.change(customer, { cancel_at_period_end: true });
  assert.match(await page(), /cancelled and ends on/);
  await stripe.change(customer, { cancel_at_period_end: false, status: 'past_due' });
  assert.match(await page(), /check your card/);
  await stripe.change(customer, { status: 'unpaid' });
  assert.match(await page(), /subscription is not paid/);
  await stripe.change(customer, { status: 'canceled' });
  assert.match(await page(), /Your membership ended on.*Become a member/s);
  assert.match((await boris.visitor.get(`/chat/${room.id}`)).text, /href="\/settings\/membership"/);
});

test('without a past membership there is nothing to manage', async () => {
  const boris = await somebody();
  const { status, body } = await boris.program.post('/membership/portal');
  assert.deepEqual([status, body.code], [404, 'membership_not_found']);
});

async function waitFor(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(setImmediate);
}
