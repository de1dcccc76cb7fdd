import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testSite } from '../../testing/website.ts';

const site = await testSite({ publicUrl: 'https://lantern.example', trustedProxies: ['loopback'] });

test('over HTTPS the cookie is Secure and bound to this host, also behind a proxy that says nothing (row 13)', async () => {
  for (const headers of [{}, { 'x-forwarded-proto': 'http' }, { 'x-forwarded-proto': 'https' }]) {
    const page = await site.visitor(headers as Record<string, string>).get('/login');
    assert.match(
      page.headers.get('set-cookie') ?? '',
      /^__Host-form-[0-9a-f]{8}=[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
  }
});

test('over HTTPS, answers have Strict-Transport-Security (row 16)', async () => {
  const { headers } = await site.visitor().get('/login');
  assert.match(headers.get('strict-transport-security') ?? '', /max-age=31536000/);
  assert.match(headers.get('content-security-policy') ?? '', /connect-src 'self' wss:/);
});

test('the policy names encrypted sockets for who came over HTTPS, also without PUBLIC_URL, and believes only the proxy (row 16)', async () => {
  const proxied = await testSite({ trustedProxies: ['loopback'] });
  const direct = await testSite();
  for (const [{ url, visitor }, forwarded, scheme] of [
    [proxied, 'https', 'wss'],
    [proxied, 'http', 'ws'],
    [proxied, 'https;', 'ws'],
    [direct, 'https', 'ws'],
  ] as const) {
    const { headers } = await visitor({ 'x-forwarded-proto': forwarded }).get('/login');
    const policy = headers.get('content-security-policy')?.split(';') ?? [];
    assert.ok(policy.includes(`connect-src 'self' ${scheme}://${new URL(url).host}`), policy.join());
    assert.equal(headers.get('strict-transport-security'), null);
  }
});

test('signing up, in and out works, and rooms are reached under the public address', async () => {
  const anna = site.visitor();
  await anna.signUp('anna');
  const room = await anna.createRoom('Behind a proxy');
  const token = await anna.request(`/chat/${room}/token`, {
    method: 'POST',
    headers: {
      accept: 'application/json',
      'x-csrf-token': await anna.token('/'),
      origin: 'https://lantern.example',
    },
  });
  assert.equal(JSON.parse(token.text).url, `wss://lantern.example/ws?room=${room}`);
  await anna.submit('/', '/logout');
  assert.deepEqual([...anna.cookies.keys()], ['__Host-device']);
});

test('the history shows the address that the trusted proxy saw, not a forged one (row 40)', async () => {
  const email = 'proxied@example.org';
  const visitor = site.visitor({ 'x-forwarded-for': '198.51.100.1, 203.0.113.9' });
  await visitor.submit('/signup', '/signup', { email, password: 'Four kettles & 1 cup' });
  assert.equal(await addressOf(email), '203.0.113.9');
});

test('a visitor with an invalid address, or one with a port or interface, can sign up', async () => {
  for (const [at, [seen, expected]] of [
    ['unknown', null],
    ['203.0.113.9:4711', '203.0.113.9'],
    ['[2001:db8::1]:4711', '2001:db8::1'],
    ['2001:db8::12345', null],
    ['fe80::1%eth0', 'fe80::1'],
  ].entries()) {
    const email = `proxied${at}@example.org`;
    const visitor = site.visitor({ 'x-forwarded-for': seen ?? '' });
    const page = await visitor.submit('/signup', '/signup', { email, password: 'Four kettles & 1 cup' });
    assert.equal(page.status, 303, seen ?? '');
    assert.equal(await addressOf(email), expected);
  }
});

async function addressOf(email: string): Promise<string | null> {
  const { rows } = await site.connection.query(
    'select host(ip) as ip from sign_ins join users on users.id = user_id where email = $1',
    [email],
  );
  assert.equal(rows.length, 1);
  return rows[0]?.ip as string | null;
}

test('without PUBLIC_URL behind TLS, the log says once what to set (row 62)', async () => {
  const unset = await testSite();
  const anna = unset.visitor();
  const _csrf = await anna.token('/login');
  const send = (headers: Record<string, string>) => anna.post('/login', { _csrf }, headers);
  const told = () => unset.log.filter((line) => line.includes('set PUBLIC_URL')).length;
  assert.equal((await send({ origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' })).status, 403);
  assert.equal((await send({ origin: 'https://evil.example' })).status, 403);
  assert.equal(told(), 0);
  const origin = unset.url.replace('http:', 'https:');
  for (const headers of [{ origin, 'sec-fetch-site': 'same-origin' }, { origin }]) {
    assert.equal((await send(headers as Record<string, string>)).status, 403);
    assert.equal(told(), 1);
  }
});
