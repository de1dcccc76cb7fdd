import assert from 'node:assert/strict';
import { test } from 'node:test';
import { member } from '../../../testing/people/visitor.ts';
import { testSite } from '../../../testing/website.ts';

const site = await testSite();

test('signing in creates a new session id; the old one and an invented one are a stranger’s (row 10)', async () => {
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

test('after signing out the old cookie does not work (row 12)', async () => {
  const boris = await member(site.visitor(), 'boris');
  const cookie = boris.cookies.get('session') ?? '';
  const out = await boris.submit('/', '/logout');
  assert.equal(out.headers.get('clear-site-data'), '"cache"');
  assert.equal(boris.cookies.has('session'), false);
  const thief = site.visitor();
  thief.cookies.set('session', cookie);
  assert.match((await thief.get('/')).text, /href="\/signup"/);
});

test('signed-in pages are not stored, signing out empties the browser, and the cookie is out of reach of scripts and other sites (row 13)', async () => {
  const clara = site.visitor();
  const page = await clara.get('/login');
  assert.match(
    page.headers.get('set-cookie') ?? '',
    /^form-[0-9a-f]{8}=[^;]+; Path=\/; HttpOnly; SameSite=Lax$/,
  );
  await clara.signUp('clara');
  assert.equal((await clara.get('/')).headers.get('cache-control'), 'no-store');
  const out = await clara.submit('/', '/logout');
  assert.equal(out.headers.get('clear-site-data'), '"cache"');
});

test('a visitor of a missing page gets no session', async () => {
  const visitor = site.visitor();
  assert.equal((await visitor.get('/wp-login.php')).status, 404);
  // The header's switch of locales is a form: what its token is checked with is kept in the browser alone.
  assert.deepEqual([...visitor.cookies.keys()], ['form']);
  const asProgram = await site.visitor().get('/wp-login.php', { accept: 'application/json' });
  assert.equal(asProgram.headers.get('set-cookie'), null);
});
