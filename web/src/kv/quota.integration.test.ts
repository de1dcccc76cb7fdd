import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testSite } from '../../testing/website.ts';

const quota = { keys: 3, bytes: 100 };
const site = await testSite({ kvQuota: quota });
const anna = site.program();
await anna.register('anna');
await anna.signIn('anna');
const used = async () => (await anna.get('/kv/usage')).body;

test('an empty store uses nothing', async () => {
  assert.deepEqual(await used(), { used: { keys: 0, bytes: 0 }, quota });
});

test('as many bytes may be kept as are allowed, keys and values as JSON writes them, and not one more', async () => {
  const value = 'я'.repeat(40);
  // "a" and its quotes, the value and its quotes.
  const bytes = 3 + 82;
  await anna.post('/kv/write', { data: { a: value } });
  assert.deepEqual((await used()).used, { keys: 1, bytes });
  const over = await anna.post('/kv/write', { data: { b: 'x'.repeat(100 - bytes - 3 - 1) } });
  assert.deepEqual([over.status, over.body.code], [507, 'storage_full']);
  assert.deepEqual([over.body.used, over.body.quota], [{ keys: 1, bytes }, quota]);
  assert.match(over.body.detail, /exceed the storage/);
  assert.equal((await anna.post('/kv/write', { data: { b: 'x'.repeat(100 - bytes - 3 - 2) } })).status, 200);
  assert.deepEqual((await used()).used, { keys: 2, bytes: 100 });
});

test('a batch that does not fit is not written at all, and one that writes nothing new always fits', async () => {
  const { status } = await anna.post('/kv/write', { data: { a: 1, c: 2 } });
  assert.equal(status, 507);
  assert.equal((await anna.post('/kv/read', { keys: ['c'] })).status, 404);
  const ignored = await anna.post('/kv/write', { data: { a: 'x'.repeat(1000) } });
  assert.deepEqual([ignored.status, ignored.body], [200, { written: [], ignored: ['a'] }]);
});

test('deleting frees space', async () => {
  await anna.post('/kv/delete', { keys: ['a', 'b', 'never'] });
  assert.deepEqual((await used()).used, { keys: 0, bytes: 0 });
  assert.equal((await anna.post('/kv/write', { data: { a: 1, b: 2, c: 3 } })).status, 200);
});

test('as many keys may be kept as are allowed, and not one more', async () => {
  const { status, body } = await anna.post('/kv/write', { data: { d: 4 } });
  assert.deepEqual([status, body.code, body.used.keys], [507, 'storage_full', 3]);
});

test('a full account is not logged as an error', () => {
  assert.ok(!site.log.some((line) => line.includes('request failed')));
});

test('with less allowed than is kept, all of it can be read and deleted, and nothing written', async () => {
  const smaller = await testSite({ kvQuota: { keys: 1, bytes: 100 }, parts: site.parts });
  const again = smaller.program();
  await again.signIn('anna');
  assert.equal((await again.post('/kv/write', { data: { e: 1 } })).status, 507);
  assert.equal((await again.post('/kv/read', { keys: ['a', 'b', 'c'] })).status, 200);
  assert.equal((await again.post('/kv/delete', { keys: ['a'] })).status, 200);
  assert.equal((await again.post('/kv/delete', { keys: ['b', 'c'] })).status, 200);
  assert.equal((await again.post('/kv/write', { data: { e: 1 } })).status, 200);
});
