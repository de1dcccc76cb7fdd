import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SECRET, testSite } from '../../../testing/website.ts';
import { PROBE_HEADER, probeToken } from '../../crypto/probe-token.ts';
import { deriveSecrets } from '../../crypto/secrets.ts';

const site = await testSite();
const secrets = deriveSecrets(SECRET);
const key = secrets.proxyProbe;

/** Whatever an answer tells, but for what differs from one request to the next. */
async function answer(path: string, method = 'GET', token?: string) {
  const headers = { accept: 'application/json', ...(token !== undefined && { [PROBE_HEADER]: token }) };
  const reply = await fetch(`${site.url}${path}`, { method, headers });
  const own = [...reply.headers].filter(([name]) => !['date', 'x-request-id', 'set-cookie'].includes(name));
  const text = (await reply.text()).replace(/"request_id":"[^"]*"/, '').replaceAll(path, '');
  return {
    status: reply.status,
    text,
    headers: own.map(([name, value]) => [name, value.replace(/nonce-[^']+/g, '')]),
  };
}

test('a question of the console, at most a minute old, is answered with how web sees the request', async () => {
  for (const age of [0, 55_000]) {
    const { status, text, headers } = await answer('/health/proxy', 'GET', probeToken(key, Date.now() - age));
    assert.equal(status, 200);
    assert.ok(headers.some(([name, value]) => name === 'cache-control' && value === 'no-store'));
    assert.deepEqual(JSON.parse(text), {
      protocol: 'http',
      host: new URL(site.url).host,
      address: '127.0.0.1',
      hasGateway: false,
      trustsGateway: false,
      received: { from: '127.0.0.1', encrypted: false, trusted: false, forwardedFor: '' },
    });
  }
});

test('to strangers, and to those with an expired or other signature, /health/proxy is like a path that is not there (row 40)', async () => {
  const good = probeToken(key, Date.now());
  for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS']) {
    const unknown = await answer('/health/nobody', method);
    assert.deepEqual(await answer('/health/proxy', method), unknown, method);
    if (method !== 'GET') assert.deepEqual(await answer('/health/proxy', method, good), unknown, method);
  }
  const unknown = await answer('/health/nobody');
  assert.equal(unknown.status, 404);
  for (const token of [
    '',
    'garbage',
    `${Date.now()}`,
    `${good.slice(0, -4)}AAAA`,
    good.replace(/^\d/, '9'),
    probeToken(key, Date.now() - 61_000),
    probeToken(key, Date.now() + 70_000),
    probeToken(secrets.cookies.forms, Date.now()),
    probeToken(deriveSecrets('another secret of the tests, 32 bytes and more').proxyProbe, Date.now()),
    'x'.repeat(8000),
  ])
    assert.deepEqual(await answer('/health/proxy', 'GET', token), unknown, token.slice(0, 80));
});
