import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, test } from 'node:test';
import { ForgingProvider } from '../../testing/outside/providers/forging-provider.ts';
import { goToProvider, signInAt, signUpAt } from '../../testing/outside/providers/journey.ts';
import { unsigned } from '../../testing/people/forger.ts';
import { testSite } from '../../testing/website.ts';

const club = await new ForgingProvider().start();
const other = await new ForgingProvider().start();
const slow = createServer(() => {}).listen(0, '127.0.0.1');
const garbage = createServer((_req, res) => res.end('<!doctype html>')).listen(0, '127.0.0.1');
await Promise.all([once(slow, 'listening'), once(garbage, 'listening')]);
const at = (server: typeof slow) => `http://127.0.0.1:${(server.address() as { port: number }).port}`;
after(async () => {
  await Promise.all([club.stop(), other.stop()]);
  for (const server of [slow, garbage]) {
    server.closeAllConnections();
    server.close();
  }
});
const clubSettings = club.settings('club');
const away = (name: string, issuer: string) => ({
  ...clubSettings,
  name,
  site: { protocol: 'openid' as const, issuer, again: {} },
});
const site = await testSite({
  publicUrl: 'http://lantern.test',
  providers: [
    clubSettings,
    other.settings('other'),
    away('down', 'http://127.0.0.1:9'),
    away('garbage', at(garbage)),
    away('not-itself', `${other.issuer}/elsewhere`),
  ],
});
club.person = { sub: 'vera' };
await signUpAt(site.visitor(), '/oauth/club', { email: 'vera@example.org' });

/** Nobody is signed in, and nobody may sign up. */
async function isStranger(visitor: ReturnType<typeof site.visitor>): Promise<void> {
  assert.equal((await visitor.get('/settings')).location, '/login?next=%2Fsettings');
  assert.equal((await visitor.get('/signup/provider')).location, '/login');
}

const codeOf = (page: { text: string }) => JSON.parse(page.text).code;
const program = { accept: 'application/json' };

test('the way to a provider has S256, a state, a nonce, and an address to come back to that no Host changes (row 25)', async () => {
  const seen = new Set<string | null>();
  for (const headers of [{}, { host: 'evil.example', 'x-forwarded-host': 'evil.example' }]) {
    await goToProvider(site.visitor(headers), '/oauth/club');
    const visit = club.visits.at(-1);
    assert.equal(visit?.get('redirect_uri'), 'http://lantern.test/oauth/club/callback');
    assert.equal(visit?.get('code_challenge_method'), 'S256');
    for (const name of ['code_challenge', 'state', 'nonce']) {
      assert.ok((visit?.get(name)?.length ?? 0) >= 43, name);
      seen.add(visit?.get(name) ?? null);
    }
  }
  assert.equal(seen.size, 6, 'and none of them twice');
});

test('a state that is missing, foreign, reused, doubled or too old lets nobody in, and asks the provider nothing (row 25)', async () => {
  const vera = site.visitor();
  const back = new URL(await goToProvider(vera, '/oauth/club'), site.url);
  const foreign = new URL(await goToProvider(site.visitor(), '/oauth/club'), site.url);
  const before = club.exchanges;
  const states = ['', 'x'.repeat(43), foreign.searchParams.get('state') ?? ''];
  for (const state of states) {
    const bent = new URL(back);
    bent.searchParams.set('state', state);
    const page = await vera.get(bent.pathname + bent.search, program);
    assert.deepEqual([page.status, codeOf(page)], [400, 'provider_attempt_invalid']);
  }
  const twice = await vera.get(
    `${back.pathname}${back.search}&state=${back.searchParams.get('state')}`,
    program,
  );
  assert.equal(codeOf(twice), 'provider_attempt_invalid');
  const mixedUp = await vera.get(`/oauth/other/callback${back.search}`, program);
  assert.equal(codeOf(mixedUp), 'provider_attempt_invalid', 'another provider’s callback');
  const thief = await site.visitor().get(back.pathname + back.search, program);
  assert.equal(codeOf(thief), 'provider_attempt_invalid', 'another browser');
  await isStranger(vera);
  assert.equal(club.exchanges, before);
  assert.equal((await vera.get(back.pathname + back.search)).location, '/', 'nobody’s guess has used it up');
  const again = await vera.get(back.pathname + back.search, program);
  assert.equal(codeOf(again), 'provider_attempt_invalid', 'used');

  const late = site.visitor();
  const path = await goToProvider(late, '/oauth/club');
  site.clock.pass(16 * 60);
  assert.equal(codeOf(await late.get(path, program)), 'provider_attempt_invalid', 'too old');
});

test('of simultaneous callbacks one continues (row 25)', async () => {
  const vera = site.visitor();
  const path = await goToProvider(vera, '/oauth/club');
  const before = club.exchanges;
  const pages = await Promise.all(Array.from({ length: 5 }, () => vera.get(path)));
  assert.equal(pages.filter(({ location }) => location === '/').length, 1);
  assert.equal(club.exchanges, before + 1);
});

test('a forged ID token lets nobody in: nonce, audience, issuer, time, signature, algorithm, subject (row 25)', async () => {
  const now = Math.floor(Date.now() / 1000);
  const claims: Record<string, unknown>[] = [
    { nonce: 'another' },
    { nonce: undefined },
    { aud: 'somebody else' },
    { aud: ['lantern', 'somebody else'] },
    { iss: other.issuer },
    { exp: now - 3600 },
    { iat: undefined },
    { sub: undefined },
    { sub: '' },
    { sub: 7 },
    { sub: 'x'.repeat(256) },
    { sub: 'ver\0a' },
    { sub: 'v\u0435ra' },
  ];
  for (const claim of claims) {
    club.bend = ({ payload }) => void Object.assign(payload, claim);
    const vera = site.visitor();
    const page = await vera.get(await goToProvider(vera, '/oauth/club'), program);
    assert.deepEqual([page.status, codeOf(page)], [400, 'provider_answer_invalid'], JSON.stringify(claim));
    await isStranger(vera);
  }
  club.honest();
  const tokens: ((token: string) => string | undefined)[] = [
    (token) => `${token.slice(0, -8)}AAAAAAAA`,
    (token) => unsigned(JSON.parse(atob(token.split('.')[1] ?? '')), { alg: 'none' }),
    () => 'garbage',
    () => undefined,
  ];
  for (const forge of tokens) {
    club.answer = ({ body }) => {
      body.id_token = forge(String(body.id_token));
    };
    const vera = site.visitor();
    const page = await vera.get(await goToProvider(vera, '/oauth/club'), program);
    assert.deepEqual([page.status, codeOf(page)], [400, 'provider_answer_invalid'], String(forge));
    await isStranger(vera);
  }
  club.honest();
});

test('an answer that names another issuer is one of a mix-up (row 25)', async () => {
  club.back = (address) => address.searchParams.set('iss', other.issuer);
  const page = await site.visitor().get('/oauth/club');
  assert.equal(page.status, 303);
  const vera = site.visitor();
  assert.equal(
    codeOf(await vera.get(await goToProvider(vera, '/oauth/club'), program)),
    'provider_answer_invalid',
  );
  await isStranger(vera);
  club.honest();
});

test('userinfo of another subject is refused (row 25)', async () => {
  club.person = { sub: 'newcomer' };
  club.userinfo = { sub: 'vera', email: 'vera@example.org' };
  const visitor = site.visitor();
  const page = await visitor.get(await goToProvider(visitor, '/oauth/club'), program);
  assert.equal(codeOf(page), 'provider_answer_invalid');
  await isStranger(visitor);
  club.honest();
  club.person = { sub: 'vera' };
});

test('a provider that is down, slow or talks nonsense is 503 for that sign-in only', async () => {
  const impatient = await testSite({
    publicUrl: 'http://lantern.test',
    providerSeconds: 1,
    providers: [away('slow', at(slow))],
  });
  for (const name of ['down', 'slow', 'garbage', 'not-itself']) {
    const page = await (name === 'slow' ? impatient : site).visitor().get(`/oauth/${name}`, program);
    assert.deepEqual([page.status, codeOf(page)], [503, 'provider_unavailable'], name);
    assert.equal(page.headers.get('retry-after'), '5');
  }
  for (const body of [{ error: 'invalid_client' }, { error: 'server_error' }]) {
    club.answer = (reply) => Object.assign(reply, { body, statusCode: 401 });
    const vera = site.visitor();
    const page = await vera.get(await goToProvider(vera, '/oauth/club'), program);
    assert.deepEqual([page.status, codeOf(page)], [503, 'provider_unavailable'], body.error);
  }
  club.honest();
  assert.equal((await signInAt(site.visitor(), '/oauth/club')).location, '/');
  assert.match(site.log.join(''), /"reason":"invalid_client"/);
});

test('a sign-in that was cancelled at the provider shows a message and changes nothing', async () => {
  club.back = (address) => {
    address.searchParams.delete('code');
    address.searchParams.set('error', 'access_denied');
  };
  const vera = site.visitor();
  const { location } = await signInAt(vera, '/oauth/club?next=/search');
  assert.match((await vera.get(location ?? '')).text, /You cancelled the sign-in/);
  await isStranger(vera);
  club.honest();
});

test('no code, state, token or secret of a provider is in a log (row 41)', () => {
  const log = site.log.join('');
  assert.ok(!log.includes('of the tests'), 'the client secret');
  for (const visit of club.visits)
    for (const name of ['state', 'nonce', 'code_challenge'])
      assert.ok(!log.includes(visit.get(name) ?? '?'), name);
});
