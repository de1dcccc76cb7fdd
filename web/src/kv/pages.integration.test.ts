import assert from 'node:assert/strict';
import { test } from 'node:test';
import { member } from '../../testing/people/visitor.ts';
import { testSite } from '../../testing/website.ts';

const site = await testSite({ kvQuota: { keys: 1000, bytes: 2 * 2 ** 20 } });
const anna = await member(site.visitor(), 'anna');
const boris = await member(site.visitor(), 'boris');
const program = site.program();
await program.signIn('anna');

const links = (text: string) =>
  [...text.matchAll(/href="(\/settings\/data\/value\?key=[^"]+)"><code>([^<]*)<\/code>/g)].map(
    ([, path = '', key = '']) => ({ path, key, cursor: path.split('=')[1] ?? '' }),
  );

test('an empty store says so', async () => {
  const { status, text } = await anna.get('/settings/data');
  assert.equal(status, 200);
  assert.match(text, /Nothing is stored yet/);
  assert.match(text, /0 of 1,000/);
});

test('the page shows the data and its size, with markup as text (row 30)', async () => {
  const data = { '<b>"key"</b>': '<script>alert(1)</script>', 'lamp:1': 1e21, 'lamp:2': 'x'.repeat(2 ** 20) };
  await program.post('/kv/write', { data });
  const { text } = await anna.get('/settings/data');
  assert.match(text, /1 MB of 2 MB/);
  assert.match(text, /3 of 1,000/);
  assert.deepEqual(
    links(text).map(({ key }) => key),
    ['&quot;&lt;b&gt;&#92;&quot;key&#92;&quot;&lt;/b&gt;&quot;', '&quot;lamp:1&quot;', '&quot;lamp:2&quot;'],
  );
  const [odd, , large] = links(text);
  const page = await anna.get(odd?.path ?? '');
  assert.match(page.text, /&quot;&lt;script&gt;alert\(1\)&lt;\/script&gt;&quot;/);
  const whole = await anna.get(large?.path ?? '');
  assert.match(whole.text, /This is only the beginning/);
  assert.ok(whole.text.length < 50_000);
});

test('keys are found by what they begin with', async () => {
  const { text } = await anna.get('/settings/data?prefix=lamp%3A');
  assert.match(text, /Keys that begin with “lamp:”/);
  assert.equal(links(text).length, 2);
  assert.match((await anna.get('/settings/data?prefix=nothing')).text, /No key begins like this/);
});

test('the list goes on on further pages', async () => {
  const data = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`page/${n}`, n]));
  await program.post('/kv/write', { data });
  const first = await anna.get('/settings/data?prefix=page/');
  const more = /rel="next" href="([^"]+)"/.exec(first.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const second = await anna.get(more);
  assert.deepEqual([links(first.text).length, links(second.text).length], [40, 20]);
});

test('only selected keys are deleted', async () => {
  const chosen = links((await anna.get('/settings/data?prefix=page/1')).text).slice(0, 2);
  const _csrf = await anna.token('/settings/data');
  const fields: [string, string][] = [
    ['_csrf', _csrf],
    ['prefix', 'page/'],
    ...chosen.map(({ cursor }) => ['key', cursor] as [string, string]),
  ];
  const { status, location } = await anna.post('/settings/data/delete', fields);
  assert.deepEqual([status, location], [303, '/settings/data?prefix=page%2F&deleted=']);
  assert.match((await anna.get(location ?? '')).text, /role="status">Deleted/);
  const { body } = await program.get('/kv?prefix=page/');
  assert.equal(body.items.length, 40);
  assert.equal((await program.get('/kv/usage')).body.used.keys, 61);
  const one = links((await anna.get('/settings/data?prefix=lamp')).text)[0];
  await anna.submit('/settings/data', '/settings/data/delete', { key: one?.cursor ?? '' });
  assert.equal((await program.post('/kv/read', { keys: ['lamp:1'] })).status, 404);
});

test('a form without a selected or valid key deletes nothing', async () => {
  for (const key of [undefined, 'nonsense', Buffer.from('"\u0000"').toString('base64url')]) {
    const reply = await anna.submit('/settings/data', '/settings/data/delete', key ? { key } : {});
    assert.equal(reply.location, '/settings/data?');
  }
  assert.equal((await program.get('/kv/usage')).body.used.keys, 60);
});

test('the page does not show another account’s data (row 27)', async () => {
  const [hers] = links((await anna.get('/settings/data?prefix=lamp')).text);
  assert.equal((await boris.get(hers?.path ?? '')).status, 404);
  assert.equal((await boris.get('/settings/data/value?key=nonsense')).status, 400);
  await boris.submit('/settings/data', '/settings/data/delete', { key: hers?.cursor ?? '' });
  assert.equal((await anna.get(hers?.path ?? '')).status, 200);
});

test('the pages are available in Russian', async () => {
  const { text } = await anna.get('/settings/data', { 'accept-language': 'ru' });
  assert.match(text, /1 МБ из 2 МБ/);
  assert.match(text, /60 из 1\s000/);
});
