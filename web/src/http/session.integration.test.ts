import assert from 'node:assert/strict';
import { test } from 'node:test';
import { people } from '../../testing/people.ts';
import { member } from '../../testing/visitor.ts';
import { testSite } from '../../testing/website.ts';

const site = await testSite();

test('signing in makes a new session id; the one before, and one made up, are a stranger’s (row 10)', async () => {
  await member(site.visitor(), 'anna');
  const anna = site.visitor();
  await anna.get('/login');
  const before = anna.cookies.get('session') ?? '';
  await anna.signIn('anna');
  assert.notEqual(anna.cookies.get('session'), before);

  for (const cookie of [before, 's%3Amade-up.signature', 'made-up']) {
    const other = site.visitor();
    other.cookies.set('session', cookie);
    assert.match((await other.get('/')).text, /href="\/signup"/);
  }
});

test('after signing out the old cookie opens nothing (row 12)', async () => {
  const boris = await member(site.visitor(), 'boris');
  const cookie = boris.cookies.get('session') ?? '';
  const out = await boris.submit('/', '/logout');
  assert.equal(out.headers.get('clear-site-data'), '"storage"');
  assert.equal(boris.cookies.has('session'), false);
  const thief = site.visitor();
  thief.cookies.set('session', cookie);
  assert.match((await thief.get('/')).text, /href="\/signup"/);
});

test('signed-in pages are not stored, and the cookie is out of reach of scripts and other sites (row 13)', async () => {
  const clara = site.visitor();
  const page = await clara.get('/login');
  assert.match(page.headers.get('set-cookie') ?? '', /^session=[^;]+; Path=\/; HttpOnly; SameSite=Lax$/);
  await clara.signUp('clara');
  assert.equal((await clara.get('/')).headers.get('cache-control'), 'no-store');
});

test('every form without its token, or with a foreign one, changes nothing and shows a way on (row 14)', async () => {
  const anna = site.visitor();
  await anna.signIn('anna');
  const room = await anna.createRoom('row 14');
  const foreign = await site.visitor().token();
  const own = await anna.token('/');
  for (const path of [
    '/login',
    '/signup',
    '/logout',
    '/locale',
    '/chat',
    `/chat/${room}/delete`,
    `/chat/${room}/token`,
  ]) {
    for (const token of ['', foreign, 'x'.repeat(40)]) {
      const page = await anna.post(path, { _csrf: token, name: 'forged' });
      assert.equal(page.status, 403, path);
      assert.match(page.text, /out of date.*Try again/s);
    }
    assert.equal((await anna.post(`${path}?_csrf=${own}`, { name: 'in the query' })).status, 403, path);
    const twice = await anna.post(path, [
      ['_csrf', own],
      ['_csrf', own],
    ]);
    assert.equal(twice.status, 403, path);
  }
  assert.match((await anna.get('/')).text, /row 14/);
});

test('a token from before signing in is void (row 14)', async () => {
  const { email, password } = people.anna;
  const anna = site.visitor();
  const early = await anna.token('/login');
  await anna.submit('/login', '/login', { email, password });
  assert.equal((await anna.post('/chat', { _csrf: early, name: 'too early' })).status, 403);
});

test('what another site asks for is refused, whatever token it has (row 14)', async () => {
  const anna = site.visitor();
  await anna.signIn('anna');
  const _csrf = await anna.token('/');
  const foreign = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: `${site.url}.evil.example` },
  ];
  for (const headers of foreign) {
    const page = await anna.post('/chat', { _csrf, name: 'from afar' }, headers as Record<string, string>);
    assert.equal(page.status, 403, JSON.stringify(headers));
  }
  const own = await anna.post(
    '/chat',
    { _csrf, name: 'from here' },
    { 'sec-fetch-site': 'same-origin', origin: site.url },
  );
  assert.equal(own.status, 303);
});

test('a visitor who only runs into an absent page gets no session', async () => {
  const page = await site.visitor().get('/wp-login.php');
  assert.equal(page.status, 404);
  assert.equal(page.headers.get('set-cookie'), null);
});
