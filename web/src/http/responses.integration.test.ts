import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { member } from '../../testing/people/visitor.ts';
import { testSite } from '../../testing/website.ts';
import { knownLocale, type Locale } from '../locales/locales.ts';

const site = await testSite();

test('a Host header cannot write policy (row 16)', async () => {
  const { request } = await import('node:http');
  const policy = await new Promise<string>((done, fail) => {
    const call = request(
      `${site.url}/health/live`,
      { headers: { host: "x; script-src 'unsafe-inline'" } },
      (res) => {
        res.resume();
        done(String(res.headers['content-security-policy'] ?? ''));
      },
    );
    call.on('error', fail).end();
  });
  assert.doesNotMatch(policy, /unsafe-inline/);
});

test('64 KB of a form are taken, one byte more is refused with 413, as page or as problem (row 47)', async () => {
  const limit = 64 * 1024;
  const boris = await member(site.visitor(), 'boris');
  const send = (bytes: number, accept: string) =>
    boris.request('/chat', {
      method: 'POST',
      body: 'a'.repeat(bytes),
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept },
    });
  assert.equal((await send(limit, 'text/html')).status, 403);
  const page = await send(limit + 1, 'text/html');
  assert.equal(page.status, 413);
  assert.match(page.text, /Request too large/);
  const problem = await send(limit + 1, 'application/json');
  assert.equal(problem.headers.get('content-type'), 'application/problem+json; charset=utf-8');
  assert.equal(JSON.parse(problem.text).code, 'body_too_large');
});

test('a small body that unpacks to more than 64 KB is refused (row 39)', async () => {
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 'a'));
  const page = await site.visitor().request('/login', {
    method: 'POST',
    body: bomb,
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-encoding': 'gzip' },
  });
  assert.equal(page.status, 413);
});

test('malformed requests get 400 without details of the code (row 39)', async () => {
  const visitor = site.visitor({ accept: 'application/json' });
  const json = { 'content-type': 'application/json' };
  const bad = await visitor.request('/login', { method: 'POST', body: '{"email":', headers: json });
  assert.equal(bad.status, 400);
  assert.deepEqual(Object.keys(JSON.parse(bad.text)), [
    'type',
    'title',
    'status',
    'detail',
    'code',
    'request_id',
  ]);
  for (const path of ['/chat/%', '/%c0%ae', '/search?q=%ff%ff%ff%ff%ff%ff']) {
    const page = await visitor.get(path);
    assert.ok(page.status >= 400 && page.status < 500, path);
    assert.doesNotMatch(page.text, /node_modules|\bat \w+ \(|select /);
  }
});

test('a site with another default locale answers in it when a reader names no language', async () => {
  const english = await testSite({ parts: site.parts, defaultLocale: knownLocale('en') as Locale });
  for (const [accepted, lang] of [
    ['fr', 'en'],
    ['*', 'en'],
    ['uk', 'en'],
    ['ru', 'ru'],
  ] as const)
    assert.match(
      (await english.visitor({ 'accept-language': accepted }).get('/')).text,
      new RegExp(`<html lang="${lang}"`),
      accepted,
    );
});

test('of a Russian site English is for readers of other languages, Russian for its neighbours and for who names none', async () => {
  for (const [accepted, lang] of [
    ['fr', 'en'],
    ['de-AT,de;q=0.9,*;q=0.5', 'en'],
    ['fr,*;q=0.9,ru;q=0.1', 'ru'],
    ['kk-KZ,fr;q=0.5', 'ru'],
    ['uk,en;q=0.3', 'en'],
    ['*', 'ru'],
    ['', 'ru'],
  ] as const)
    assert.match(
      (await site.visitor({ 'accept-language': accepted }).get('/')).text,
      new RegExp(`<html lang="${lang}"`),
      accepted,
    );
});

test('the language follows Accept-Language, and the switch keeps another choice', async () => {
  const visitor = site.visitor({ 'accept-language': 'en-GB,en;q=0.9' });
  assert.match((await visitor.get('/')).text, /<html lang="en"/);
  assert.match((await site.visitor({ 'accept-language': 'ru' }).get('/')).text, /<html lang="ru"/);

  const switched = await visitor.submit('/login', '/locale', { locale: 'ru', next: '/login' });
  assert.equal(switched.location, '/login');
  assert.match((await visitor.get('/login')).text, /<html lang="ru"/);
  await visitor.signUp('clara');
  assert.match((await visitor.get('/')).text, /<html lang="ru"/);

  assert.equal((await visitor.submit('/', '/locale', { locale: 'xx' })).status, 400);
});

test('without a trusted proxy, X-Forwarded-For is ignored', async () => {
  const email = 'forger@example.org';
  const headers = { 'x-forwarded-for': '203.0.113.7' };
  await site.visitor(headers).submit('/signup', '/signup', { email, password: 'Four kettles & 1 cup' });
  const { rows } = await site.connection.query(
    'select host(ip) as ip from sign_ins join users on users.id = user_id where email = $1',
    [email],
  );
  assert.deepEqual({ ...rows[0] }, { ip: '127.0.0.1' });
});

test('no answer has headers that the gateway would not take, however long an address is (row 39)', async () => {
  const long = `/search?q=${'%CC%81'.repeat(1900)}`;
  const stranger = site.visitor();
  assert.equal((await stranger.get(long)).location, '/login?next=%2F');
  const boris = await member(site.visitor(), 'boris');
  const fields = { locale: 'en', next: `/search?q=${'x'.repeat(60_000)}` };
  assert.equal((await boris.submit('/', '/locale', fields)).location, '/');
});
