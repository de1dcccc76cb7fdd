import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { testSite } from '../../../testing/website.ts';

const MAX = 10 * 2 ** 20;
const site = await testSite({ kvQuota: { keys: 1_000_000, bytes: 10 * MAX } });
const anna = site.program();
await anna.register('anna');
await anna.signIn('anna');
const headers = { 'content-type': 'application/json' };

/** A batch of so many bytes: one key and a text. */
const batch = (key: string, bytes: number) => {
  const empty = JSON.stringify({ data: { [key]: '' } });
  return empty.replace(':""', `:"${'x'.repeat(bytes - Buffer.byteLength(empty))}"`);
};

test('10 MB can be written and read, one byte more is 413 (row 39)', async () => {
  const body = batch('big', MAX);
  assert.equal(body.length, MAX);
  const { status, body: written } = await anna.post('/kv/write', body);
  assert.deepEqual([status, written], [200, { written: ['big'], ignored: [] }]);
  const read = await anna.post('/kv/read', { keys: ['big'] });
  assert.equal(read.status, 200);
  assert.ok(JSON.stringify(read.body) === body);
  const over = await anna.post('/kv/write', `${batch('over', MAX)} `);
  assert.deepEqual(
    [over.status, over.type, over.body.code],
    [413, 'application/problem+json', 'body_too_large'],
  );
  assert.equal((await anna.post('/kv/read', { keys: ['over'] })).status, 404);
});

test('a batch of many keys is written, read and deleted', async () => {
  const keys = Array.from({ length: 100_000 }, (_, n) => `key:${n}`);
  const data = Object.fromEntries(keys.map((key, n) => [key, n]));
  const written = await anna.post('/kv/write', { data });
  assert.deepEqual([written.status, written.body.written.length, written.body.ignored], [200, 100_000, []]);
  const again = await anna.post('/kv/write', { data: { ...data, 'key:0': 'again' } });
  assert.deepEqual([again.status, again.body.written, again.body.ignored.length], [200, [], 100_000]);
  const read = await anna.post('/kv/read', { keys });
  assert.equal(read.status, 200);
  assert.deepEqual(read.body.data, data);
  const deleted = await anna.post('/kv/delete', { keys });
  assert.deepEqual([deleted.status, deleted.body.deleted.length, deleted.body.absent], [200, 100_000, []]);
});

test('more keys than that are refused', async () => {
  const keys = Array.from({ length: 100_001 }, (_, n) => `${n}`);
  for (const [call, body, field] of [
    ['/kv/write', { data: Object.fromEntries(keys.map((key) => [key, 0])) }, 'data'],
    ['/kv/read', { keys }, 'keys'],
  ] as const) {
    const { status, body: problem } = await anna.post(call, body);
    assert.deepEqual(
      [status, problem.code, problem.fields],
      [400, 'invalid_fields', { [field]: 'too_many_keys' }],
    );
  }
});

test('values over 10 MB together can only be read one by one', async () => {
  await anna.post('/kv/write', batch('half', MAX / 2));
  const both = await anna.post('/kv/read', { keys: ['big', 'half'] });
  assert.deepEqual([both.status, both.body.code], [400, 'read_too_large']);
  for (const key of ['big', 'half']) assert.equal((await anna.post('/kv/read', { keys: [key] })).status, 200);
});

test('compressed bodies are read, and over 10 MB unpacked is 413 (row 39)', async () => {
  const send = (text: string) =>
    fetch(`${site.url}/kv/write`, {
      method: 'POST',
      headers: { ...headers, authorization: `Bearer ${anna.token}`, 'content-encoding': 'gzip' },
      body: new Uint8Array(gzipSync(text)),
    });
  assert.equal((await send(batch('packed', 1000))).status, 200);
  assert.equal((await send(`${batch('bomb', MAX)} `)).status, 413);
});

test('a body in another charset is 415, and one that is no UTF-8 is 400', async () => {
  for (const charset of ['utf-16', 'iso-8859-1', '"koi8-r"']) {
    const reply = await anna.post('/kv/write', '{"data":{"a":1}}', {
      'content-type': `application/json; charset=${charset}`,
    });
    assert.deepEqual([reply.status, reply.body.code], [415, 'unsupported_media_type'], charset);
  }
  const utf8 = await anna.post('/kv/write', '{"data":{"utf":1}}', {
    'content-type': 'application/json;charset="UTF-8"',
  });
  assert.equal(utf8.status, 200);
});

test('a large body is refused as a small one is', async () => {
  const padding = ' '.repeat(2 ** 20);
  for (const [body, code] of [
    [`{"data":{"a":1,${padding}"a":2}}`, 'keys_repeated'],
    [`{"data":{"a":1}${padding}`, 'malformed_request'],
    [`{"data":{${padding}}}`, 'invalid_fields'],
    [`{"data":{"a":${'['.repeat(2 ** 20)}`, 'invalid_fields'],
  ] as const) {
    const reply = await anna.post('/kv/write', body);
    assert.deepEqual([reply.status, reply.body.code], [400, code]);
  }
});

test('an account has at most two large batches in progress, and another account’s batch succeeds (row 48)', async () => {
  const boris = site.program();
  await boris.register('boris');
  await boris.signIn('boris');
  const large = (who: typeof anna, key: string) => who.post('/kv/write', batch(key, MAX / 2));
  const burst = () => Array.from({ length: 6 }, (_, n) => large(anna, `at once ${n}`));
  let refused: Awaited<ReturnType<typeof large>>[] = [];
  // A slow machine may send one after another.
  while (refused.length === 0) {
    const ofAnna = burst();
    assert.equal((await large(boris, 'at once')).status, 200);
    const replies = await Promise.all(ofAnna);
    assert.ok(
      replies.every(({ status }) => [200, 429].includes(status)) &&
        replies.some(({ status }) => status === 200),
    );
    refused = replies.filter(({ status }) => status === 429);
  }
  assert.equal(refused[0]?.body.code, 'too_many_requests');
});
