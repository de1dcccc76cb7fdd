import assert from 'node:assert/strict';
import { test } from 'node:test';
import { people } from '../../../testing/people/people.ts';
import { member, type Page, type Visitor } from '../../../testing/people/visitor.ts';
import { testSite } from '../../../testing/website.ts';

const site = await testSite();
const fromHere = { origin: site.url, 'sec-fetch-site': 'same-origin' };
const form = { 'content-type': 'application/x-www-form-urlencoded' };

/** Pages that no feature renders. They have the same header as every other page. */
const PLACES: [what: string, status: number, open: (visitor: Visitor) => Promise<Page>][] = [
  ['an absent page', 404, (visitor) => visitor.get('/nowhere')],
  ['an absent room', 404, (visitor) => visitor.get('/chat/00000000-0000-4000-8000-000000000000')],
  ['the calls of the API', 200, (visitor) => visitor.get('/docs')],
  ['the errors of the API', 200, (visitor) => visitor.get('/docs/errors')],
  ['a page in bad characters', 404, (visitor) => visitor.get('/%ff')],
  ['a form without a token', 403, (visitor) => visitor.post('/chat', { name: 'x' }, fromHere)],
  [
    'a form of another site',
    403,
    (visitor) => visitor.post('/chat', { name: 'x' }, { 'sec-fetch-site': 'same-site' }),
  ],
  [
    'a form that is too large',
    413,
    (visitor) => visitor.request('/chat', { method: 'POST', body: 'a'.repeat(65_537), headers: form }),
  ],
  [
    'a form in an encoding of its own',
    415,
    (visitor) =>
      visitor.request('/chat', {
        method: 'POST',
        body: 'a=b',
        headers: { ...form, 'content-encoding': 'rot13' },
      }),
  ],
  ['a method that a page does not take', 405, (visitor) => visitor.request('/settings', { method: 'PUT' })],
];

function partsOf({ text }: Page) {
  const header = /<header.*<\/header>/s.exec(text)?.[0] ?? '';
  return {
    name: /class="site-person"[^>]*>([^<]*)</.exec(header)?.[1],
    signOut: header.includes('action="/logout"'),
    administration: header.includes('href="/admin"'),
    locale: header.includes('action="/locale"'),
  };
}

test('error pages, 404 pages and API pages have the complete header', async () => {
  const anna = await member(site.visitor(), 'anna');
  const whole = { name: 'Anna', signOut: true, administration: false, locale: true };
  for (const [what, status, open] of [
    ...PLACES,
    ['the administration', 403, (visitor: Visitor) => visitor.get('/admin')] as const,
  ]) {
    const page = await open(anna);
    assert.equal(page.status, status, what);
    assert.deepEqual(partsOf(page), { ...whole, name: partsOf(await anna.get('/')).name }, what);
    assert.equal(page.headers.get('cache-control'), 'no-store', what);
  }
});

test('an administrator sees the link to the administration in the header', async () => {
  const boris = site.visitor();
  await boris.signUp('boris');
  await site.superuser('boris');
  await boris.submit('/', '/logout');
  await boris.signIn('boris');
  for (const [what, , open] of PLACES) assert.equal(partsOf(await open(boris)).administration, true, what);
});

test('a visitor can choose the language in the header, which shows no name', async () => {
  for (const [what, , open] of PLACES) {
    const page = await open(site.visitor());
    // A stranger is sent to sign in before a room is looked for.
    if (page.status === 303) continue;
    assert.deepEqual(
      partsOf(page),
      { name: undefined, signOut: false, administration: false, locale: true },
      what,
    );
  }
});

test('the forms of this header work', async () => {
  const clara = await member(site.visitor(), 'clara');
  const absent = await clara.submit('/nowhere', '/locale', { locale: 'ru', next: '/docs' }, fromHere);
  assert.deepEqual([absent.status, absent.location], [303, '/docs']);
  assert.match((await clara.get('/docs')).text, /<html lang="ru"/);
  const { email, password } = people.clara;
  assert.equal((await clara.submit('/docs/errors', '/logout')).status, 303);
  const stranger = await clara.submit('/nowhere', '/login', { email, password });
  assert.equal(stranger.status, 303);
});
