import assert from 'node:assert/strict';
import { test } from 'node:test';
import { member } from '../../testing/people/visitor.ts';
import { contentOf, pageRoutes } from '../../testing/routes/routes.ts';
import { testSite } from '../../testing/website.ts';

const site = await testSite();
const foreignToken = await site.visitor().token();
const anna = await member(site.visitor(), 'anna');
// No guard turns her away, so that what is refused is refused for the reason that is looked for.
await site.superuser('anna');
await anna.signIn('anna');
const room = await anna.createRoom('Still here');
const routes = pageRoutes(room);
const forms = routes.filter(({ method }) => method === 'post').map(({ path }) => path);
const pages = routes.filter(({ method }) => method === 'get').map(({ path }) => path);

test('the tests below have pages and forms to look at', () => {
  assert.ok(pages.includes('/login') && pages.includes(`/chat/${room}/delete`), pages.join());
  assert.ok(forms.includes('/logout') && forms.includes(`/chat/${room}/delete`), forms.join());
});

test('every form without its token, with a foreign or an older one, or with it in the query changes nothing and shows a way on (row 14)', async () => {
  const early = await anna.token('/login');
  await anna.submit('/', '/logout');
  await anna.signIn('anna');
  const own = await anna.token('/');
  const before = await contentOf(site);
  for (const path of forms) {
    for (const token of ['', foreignToken, early, 'x'.repeat(40)]) {
      const page = await anna.post(path, { _csrf: token, name: 'forged', locale: 'ru' });
      assert.equal(page.status, 403, path);
      assert.match(page.text, /out of date.*Try again/s, path);
    }
    const query = await anna.post(`${path}?_csrf=${own}`, { name: 'in the query' });
    assert.equal(query.status, 403, path);
    const twice = await anna.post(path, [
      ['_csrf', own],
      ['_csrf', own],
    ]);
    assert.equal(twice.status, 403, path);
  }
  assert.deepEqual(await contentOf(site), before);
  assert.match((await anna.get('/')).text, /Still here/, 'and she is still signed in');
});

test('every form that another site sends is refused, whatever token it has (row 14)', async () => {
  const _csrf = await anna.token('/');
  const before = await contentOf(site);
  const foreign: Record<string, string>[] = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: `${site.url}.evil.example` },
  ];
  for (const path of forms)
    for (const headers of foreign) {
      const page = await anna.post(path, { _csrf, name: 'from afar' }, headers);
      assert.equal(page.status, 403, `${path} ${JSON.stringify(headers)}`);
      assert.match(page.text, /from another site/);
    }
  assert.deepEqual(await contentOf(site), before);
  const here = { 'sec-fetch-site': 'same-origin', origin: site.url };
  assert.equal((await anna.post('/chat', { _csrf, name: 'from here' }, here)).status, 303);
});

test('GET and HEAD change nothing, on any page and any call (row 15)', async () => {
  const program = site.program();
  await program.signIn('anna');
  const { paths } = JSON.parse((await anna.get('/openapi.json')).text);
  const before = await contentOf(site);
  for (const path of new Set([...pages, ...forms])) {
    for (const method of ['GET', 'HEAD']) {
      const page = await anna.request(path, { method });
      if (pages.includes(path)) assert.ok(page.status < 500, path);
      else assert.deepEqual([page.status, page.headers.get('allow')], [405, 'POST'], path);
    }
  }
  for (const path of Object.keys(paths))
    for (const method of ['GET', 'HEAD']) await program.call(method, path.replace(/\{\w+\}/g, room));
  assert.deepEqual(await contentOf(site), before);
});

test('no page is cached, except a room’s page for its own reader (row 13)', async () => {
  for (const visitor of [anna, site.visitor()])
    for (const path of pages) {
      const { status, headers } = await visitor.get(path);
      const comesBack = status === 200 && /^\/chat\/[0-9a-f-]{36}$/.test(path);
      assert.equal(headers.get('cache-control'), comesBack ? 'private, no-cache' : 'no-store', path);
    }
});
