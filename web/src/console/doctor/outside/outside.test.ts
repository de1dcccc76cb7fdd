import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { freePort } from '../../../../../testing/servers/server.ts';
import type { Check } from '../finding.ts';
import { bodyLimitCheck } from '../proxy/body-limit.ts';
import { dnsCheck } from '../proxy/dns.ts';
import { clockCheck } from './clock.ts';
import { stripeCheck } from './stripe.ts';
import { weatherCheck } from './weather.ts';

/** Somebody else's site, by its paths. */
async function site(answers: Record<string, (res: ServerResponse) => void>): Promise<string> {
  const server = createServer((req, res) => {
    const path = new URL(req.url ?? '/', 'http://x').pathname;
    const answer = answers[path] ?? answers['*'];
    if (answer) answer(res);
    else res.writeHead(404).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  after(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const json =
  (value: unknown, status = 200) =>
  (res: ServerResponse) =>
    void res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));

async function said(check: Check): Promise<string> {
  const lines = [];
  for await (const { state, text } of check.findings()) lines.push(`${state} ${text}`);
  return lines.join('\n');
}

test('doctor asks OpenWeatherMap for one city, and says what a refusal means', async () => {
  const key = 'a key nobody may read';
  assert.match(await said(weatherCheck(undefined, 'http://127.0.0.1:1')), /^ok is not configured/);
  for (const [status, expected] of [
    [200, /^ok \S+ takes the key$/],
    [401, /^wrong \S+ refuses the key: correct OPENWEATHERMAP_API_KEY/],
    [404, /^wrong \S+ answers 404: correct OPENWEATHERMAP_URL$/],
    [429, /^warning \S+ takes the key, and says that its quota is used up$/],
  ] as const) {
    const text = await said(weatherCheck(key, await site({ '*': json({}, status) })));
    assert.match(text, expected);
    assert.ok(!text.includes(key));
  }
  const nobody = `http://127.0.0.1:${await freePort()}/`;
  assert.match(await said(weatherCheck(key, nobody)), /^wrong nothing listens at 127\.0\.0\.1:\d+\. Correct/);
});

test('doctor checks Stripe’s key, price and webhook', async () => {
  const stripe = async (
    price: (res: ServerResponse) => void,
    hooks: (res: ServerResponse) => void = json({ data: [] }),
  ) =>
    said(
      stripeCheck({
        STRIPE_SECRET_KEY: 'sk_test_nobody_may_read',
        STRIPE_PRICE_ID: 'price_1',
        STRIPE_API_URL: await site({ '/v1/prices/price_1': price, '/v1/webhook_endpoints': hooks }),
        PUBLIC_URL: 'https://chat.example.org',
      }),
    );
  const sold = json({ active: true, recurring: { interval: 'month' } });
  const hook = (status: string) =>
    json({ data: [{ url: 'https://chat.example.org/webhooks/stripe', status }] });
  const cases: [string, RegExp][] = [
    [
      await stripe(sold, hook('enabled')),
      /^ok \S+ takes the key and sells the price\nok it tells \S+ of payments$/,
    ],
    [await stripe(sold, hook('disabled')), /\nwrong the webhook \S+ is disabled/],
    [
      await stripe(sold),
      /\nwrong it tells this site of no payment: add the webhook https:\/\/chat\.example\.org\/webhooks\/stripe/,
    ],
    [await stripe(sold, json({}, 403)), /\nwarning this key may not read webhooks/],
    [await stripe(json({}, 401)), /^wrong \S+ refuses the key: correct STRIPE_SECRET_KEY$/],
    [await stripe(json({}, 403)), /^warning \S+ does not let this key read prices/],
    [await stripe(json({}, 404)), /^wrong \S+ knows no such price: correct STRIPE_PRICE_ID/],
    [await stripe(json({ active: false })), /^wrong the price is archived/],
    [await stripe(json({ active: true, recurring: null })), /^wrong the price is paid once/],
  ];
  for (const [text, expected] of cases) {
    assert.match(text, expected);
    assert.ok(!text.includes('nobody_may_read'));
  }
  assert.match(await said(stripeCheck({})), /^ok is not configured/);
});

test('doctor compares the clock with other sites and with the database', async () => {
  const at = (seconds: number) =>
    site({
      '*': (res) => void res.setHeader('date', new Date(Date.now() + seconds * 1000).toUTCString()).end(),
    });
  const none = Promise.resolve(undefined);
  const clock = async (seconds: number) =>
    said(clockCheck({ opening: none, witnesses: [await at(seconds)] }));
  assert.match(await clock(0), /^ok that of this machine is right$/);
  assert.match(await clock(10), /^warning that of this machine is \d+ seconds slow: set it by NTP/);
  assert.match(
    await clock(-3600),
    /^wrong that of this machine is 3\d+ seconds fast: set it by NTP .* refused$/,
  );
  assert.match(await said(clockCheck({ opening: none, witnesses: [] })), /^ok shows \d{4}-.*no other site/);
  const database = { now: async () => Date.now() + 60_000 } as never;
  const text = await said(clockCheck({ opening: Promise.resolve(database), witnesses: [] }));
  assert.match(text, /\nwrong that of the database, as against this machine’s, is 60 seconds fast/);
});

test('doctor names a host without an address, and a proxy that refuses large requests', async () => {
  assert.match(await said(dnsCheck('http://localhost:8080')), /^ok localhost is (127\.0\.0\.1|::1)/);
  assert.equal(await said(dnsCheck('http://127.0.0.1:8080')), '');
  assert.match(
    await said(dnsCheck('https://no-such-host.invalid')),
    /^wrong (no-such-host\.invalid has no address|this machine cannot ask)/,
  );
  const proxy = (status: number, type: string) =>
    site({ '/kv/write': (res) => void res.writeHead(status, { 'content-type': type }).end('x') });
  assert.match(
    await said(bodyLimitCheck(await proxy(413, 'text/html'))),
    /^wrong the proxy refuses requests of 10 MB/,
  );
  assert.match(
    await said(bodyLimitCheck(await proxy(401, 'application/problem+json'))),
    /^ok requests of 10 MB get through$/,
  );
});
