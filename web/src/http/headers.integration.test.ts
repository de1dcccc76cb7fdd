import assert from 'node:assert/strict';
import { type IncomingMessage, request } from 'node:http';
import { test } from 'node:test';
import { member } from '../../testing/people/visitor.ts';
import { pageRoutes } from '../../testing/routes/routes.ts';
import { testSite } from '../../testing/website.ts';

const site = await testSite();
const anna = await member(site.visitor(), 'anna');
const room = await anna.createRoom('Behind a policy');
const { paths } = JSON.parse((await anna.get('/openapi.json')).text);
const script = /src="(\/assets\/home-[^"]+)"/.exec((await anna.get('/')).text)?.[1] ?? '';

/** As written, where `fetch` would tidy the path up and refuse the method. */
function send(method: string, path: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  return new Promise((done, fail) => {
    const call = request(site.url, { method, path, headers, agent: false }, (answer) => {
      done(answer);
      answer.destroy();
    });
    call.on('error', fail).end();
  });
}

function assertStrict({ headers }: IncomingMessage, what: string): void {
  const policy = String(headers['content-security-policy']);
  for (const part of [
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
    "object-src 'none'",
  ])
    assert.ok(policy.includes(part), `${what}: ${part}`);
  assert.match(policy, /script-src 'nonce-[\w+/=]{20,}';/, what);
  assert.doesNotMatch(policy, /unsafe|data:|\*/, what);
  assert.equal(headers['x-content-type-options'], 'nosniff', what);
  // No other site is told a path; a link that is a secret is not even told to this one.
  assert.match(String(headers['referrer-policy']), /^(same|strict)-origin$/, what);
  assert.equal(headers['x-frame-options'], 'DENY', what);
  for (const name of ['x-powered-by', 'server']) assert.equal(headers[name], undefined, `${what}: ${name}`);
}

test('every answer, also an error, has the strict content security policy (row 16)', async () => {
  const cookie = await anna.cookieHeader();
  const seen = new Set<number | undefined>();
  for (const { method, path } of pageRoutes(room))
    for (const headers of [{}, { cookie }, { accept: 'application/json' }, { origin: 'null' }]) {
      const answer = await send(method.toUpperCase(), path, headers as Record<string, string>);
      assertStrict(answer, `${method} ${path}`);
      seen.add(answer.statusCode);
    }
  for (const path of Object.keys(paths))
    for (const method of ['GET', 'POST', 'DELETE'])
      assertStrict(await send(method, path.replace(/\{\w+\}/g, room)), `${method} ${path}`);
  const others = [
    script,
    '/favicon.svg',
    '/service-worker.js',
    '/manifest.webmanifest',
    '/robots.txt',
    '/health/live',
    '/health/ready',
    '/docs',
  ];
  for (const path of [
    ...others,
    '/docs/errors',
    '/openapi.json',
    '/.well-known/jwks.json',
    '/nowhere',
    '/%ff',
  ])
    assertStrict(await send('GET', path), path);
  assertStrict(await send('POST', '/login', { 'content-encoding': 'rot13' }), 'rot13');
  for (const status of [200, 303, 401, 403]) assert.ok(seen.has(status), String(status));
});

test('a nonce is used for one answer only (row 16)', async () => {
  const nonces = await Promise.all(
    Array.from(
      { length: 20 },
      async () =>
        /nonce-([^']+)/.exec(String((await send('GET', '/login')).headers['content-security-policy']))?.[1],
    ),
  );
  assert.equal(new Set(nonces).size, 20);
});

test('sources, listings, metrics and TRACE are not available (row 16)', async () => {
  for (const path of [
    '/.git/config',
    '/.git/HEAD',
    '/.env',
    '/package.json',
    '/src/main.ts',
    '/dist/manifest.json',
    '/assets',
    '/assets/',
    '/assets/../../src/main.ts',
    '/assets/..%2f..%2fsrc%2fmain.ts',
    '/%2e%2e/package.json',
    '/metrics',
    '/health',
    '/swagger-ui.css.map',
  ]) {
    const { statusCode = 0, headers } = await send('GET', path);
    assert.ok(statusCode === 404 || statusCode === 400, `${path}: ${statusCode}`);
    assert.match(headers['content-type'] ?? '', /^text\/html/, path);
  }
  for (const path of ['/', '/login', '/users/me', '/nowhere']) {
    const answer = await send('TRACE', path, { 'x-secret': 'given back' });
    assert.ok([404, 405].includes(answer.statusCode ?? 0), `TRACE ${path}: ${answer.statusCode}`);
    assertStrict(answer, `TRACE ${path}`);
  }
});
