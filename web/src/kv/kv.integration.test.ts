import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { jsonKey, jsonText } from '../../testing/routes/json-texts.ts';
import { testSite } from '../../testing/website.ts';

const site = await testSite();
const [anna, boris] = [site.program(), site.program()];
for (const [program, name] of [
  [anna, 'anna'],
  [boris, 'boris'],
] as const) {
  await program.register(name);
  await program.signIn(name);
}

/** What the site answers, as text: JSON.parse would change what is looked at here. */
async function asText(path: string, body: string): Promise<string> {
  const headers = { authorization: `Bearer ${anna.token}`, 'content-type': 'application/json' };
  const response = await fetch(site.url + path, { method: 'POST', headers, body });
  assert.equal(response.status, 200, body);
  assert.equal(response.headers.get('content-type'), 'application/json; charset=utf-8');
  return response.text();
}

let made = 0;
const fresh = () => `key ${++made}`;

test('pairs are written in a batch and read in a batch', async () => {
  const data = { 'lamp:1': { lit: true, oil: [1, 2.5, null] }, 'lamp:2': 'out', 'lamp:3': null };
  const written = await anna.post('/kv/write', { data });
  assert.deepEqual([written.status, written.body], [200, { written: Object.keys(data), ignored: [] }]);
  const read = await anna.post('/kv/read', { keys: Object.keys(data) });
  assert.deepEqual([read.status, read.body], [200, { data }]);
});

test('existing keys stay unchanged and are listed as ignored, the others are written', async () => {
  const [first, second] = [fresh(), fresh()];
  await anna.post('/kv/write', { data: { [first]: 'first' } });
  const again = await anna.post('/kv/write', { data: { [first]: 'again', [second]: 2 } });
  assert.deepEqual([again.status, again.body], [200, { written: [second], ignored: [first] }]);
  const read = await anna.post('/kv/read', { keys: [second, first] });
  assert.deepEqual(read.body, { data: { [second]: 2, [first]: 'first' } });
});

test('a key of 1,024 bytes is written, read, listed and deleted, and one of 1,025 by none of these', async () => {
  for (const unit of ['k', 'я', '中', '🎉']) {
    const bytes = Buffer.byteLength(unit);
    const key = unit.repeat(1024 / bytes) + '.'.repeat(1024 % bytes);
    const written = await anna.post('/kv/write', { data: { [key]: 'long' } });
    assert.deepEqual([written.status, written.body], [200, { written: [key], ignored: [] }]);
    assert.deepEqual((await anna.post('/kv/read', { keys: [key] })).body, { data: { [key]: 'long' } });
    const listed = await anna.get(`/kv?prefix=${encodeURIComponent(key)}`);
    assert.deepEqual(
      listed.body.items.map((item: { key: string }) => item.key),
      [key],
    );
    assert.deepEqual((await anna.post('/kv/delete', { keys: [key] })).body, { deleted: [key], absent: [] });
    const tooLong = `${key}.`;
    for (const { status, body } of [
      await anna.post('/kv/write', { data: { [tooLong]: 1 } }),
      await anna.post('/kv/read', { keys: [tooLong] }),
      await anna.post('/kv/delete', { keys: [tooLong] }),
      await anna.get(`/kv?prefix=${encodeURIComponent(tooLong)}`),
    ]) {
      assert.deepEqual([status, body.code], [400, 'invalid_fields']);
      assert.deepEqual(Object.values(body.fields), ['key_too_long']);
    }
  }
});

test('writing nothing is refused', async () => {
  for (const body of [{ data: {} }, {}]) {
    const { status, body: problem } = await anna.post('/kv/write', body);
    assert.deepEqual([status, problem.code, problem.fields], [400, 'invalid_fields', { data: 'required' }]);
  }
});

test('a key that repeats in the text is refused and named, and nothing of the batch is written', async () => {
  const key = fresh();
  const twice = await anna.post('/kv/write', `{"data":{"${key}":1,"ok ${key}":1,"${key}":1}}`);
  const { code, keys, pointer } = twice.body;
  assert.deepEqual([twice.status, code, keys, pointer], [400, 'keys_repeated', [key], `/data/${key}`]);
  assert.equal((await anna.post('/kv/read', { keys: [`ok ${key}`] })).status, 404);
});

test('a key that is no string is refused', async () => {
  for (const body of ['{"data":{1:2}}', '{"data":{null:2}}', "{'data':{}}"]) {
    const { status, body: problem } = await anna.post('/kv/write', body);
    assert.deepEqual([status, problem.code], [400, 'malformed_request'], body);
  }
  const { body } = await anna.post('/kv/read', { keys: [1] });
  assert.deepEqual([body.code, body.fields], ['invalid_fields', { keys: 'invalid' }]);
});

test('reading nothing, and reading a key twice, is refused', async () => {
  for (const call of ['/kv/read', '/kv/delete']) {
    for (const body of [{ keys: [] }, {}]) {
      const { status, body: problem } = await anna.post(call, body);
      assert.deepEqual([status, problem.code, problem.fields], [400, 'invalid_fields', { keys: 'required' }]);
    }
    const { status, body: problem } = await anna.post(call, { keys: ['a', 'b', 'a'] });
    assert.deepEqual([status, problem.code, problem.keys], [400, 'keys_repeated', ['a']]);
  }
});

test('reading keys that are not there is refused, and all of them are named', async () => {
  const key = fresh();
  await anna.post('/kv/write', { data: { [key]: 1 } });
  const { status, body } = await anna.post('/kv/read', { keys: ['absent', key, '', '\u0000'] });
  assert.deepEqual([status, body.code, body.keys], [404, 'keys_absent', ['absent', '', '\u0000']]);
});

test('keys are deleted in a batch, those that are not there are named, and a deleted key can be written anew', async () => {
  const [first, second] = [fresh(), fresh()];
  await anna.post('/kv/write', { data: { [first]: 1, [second]: 2 } });
  const deleted = await anna.post('/kv/delete', { keys: ['absent', first, second] });
  assert.deepEqual([deleted.status, deleted.body], [200, { deleted: [first, second], absent: ['absent'] }]);
  assert.equal((await anna.post('/kv/read', { keys: [first] })).status, 404);
  const anew = await anna.post('/kv/write', { data: { [first]: 'anew' } });
  assert.deepEqual(anew.body, { written: [first], ignored: [] });
});

test('any value is read back as the same text, and listed and deleted under its key', async () => {
  const members = fc.uniqueArray(fc.tuple(jsonKey, jsonText), {
    minLength: 1,
    maxLength: 6,
    selector: ([key]) => JSON.parse(key),
  });
  await fc.assert(
    fc.asyncProperty(members, async (entries) => {
      const body = (of: typeof entries) => `{"data":{${of.map(([key, value]) => `${key}:${value}`)}}}`;
      const plain = entries.map(([key, value]) => [JSON.stringify(JSON.parse(key)), value] as const);
      const keys = plain.map(([key]) => key);
      assert.equal(await asText('/kv/write', body(entries)), `{"written":[${keys}],"ignored":[]}`);
      assert.equal(
        await asText('/kv/read', `{"keys":[${entries.map(([key]) => key)}]}`),
        `{"data":{${plain.map(([key, value]) => `${key}:${value}`)}}}`,
      );
      const listed = new Set((await anna.get('/kv')).body.items.map(({ key }: { key: string }) => key));
      for (const key of keys.slice(0, listed.size < 40 ? undefined : 0))
        assert.ok(listed.has(JSON.parse(key)), key);
      assert.equal(await asText('/kv/delete', `{"keys":[${keys}]}`), `{"deleted":[${keys}],"absent":[]}`);
    }),
    { numRuns: 60, endOnFailure: true },
  );
});

test('an object that came from JSON.parse is an object again, “__proto__” too', async () => {
  const data = JSON.parse('{"__proto__":{"__proto__":{"admin":true}},"constructor":{"prototype":1}}');
  assert.equal((await anna.post('/kv/write', { data })).status, 200);
  const { body } = await anna.post('/kv/read', { keys: ['__proto__', 'constructor'] });
  assert.deepEqual(Object.keys(body.data), ['__proto__', 'constructor']);
  assert.equal(JSON.stringify(body.data), JSON.stringify(data));
});

test('an account cannot access another account’s data (row 27)', async () => {
  const key = fresh();
  await anna.post('/kv/write', { data: { [key]: 'mine' } });
  assert.equal((await boris.post('/kv/read', { keys: [key] })).status, 404);
  assert.deepEqual((await boris.post('/kv/delete', { keys: [key] })).body, { deleted: [], absent: [key] });
  assert.deepEqual((await boris.get('/kv')).body, { items: [], next: null });
  const his = await boris.post('/kv/write', { data: { [key]: 'his' } });
  assert.deepEqual(his.body, { written: [key], ignored: [] });
  assert.deepEqual((await anna.post('/kv/read', { keys: [key] })).body, { data: { [key]: 'mine' } });
});

test('keys are listed by what they begin with, literally, a page at a time', async () => {
  const names = Array.from({ length: 120 }, (_, n) => `list/${String(n).padStart(3, '0')}`);
  const odd = ['list%', 'list_', 'List/000', 'list"', 'list\\', 'lisт'];
  await boris.post('/kv/write', {
    data: Object.fromEntries([...names, ...odd].map((name) => [name, 'xyz'])),
  });
  const listed: string[] = [];
  let next = '';
  do {
    const { status, body } = await boris.get(`/kv?prefix=list/${next && `&after=${next}`}`);
    assert.equal(status, 200);
    assert.ok(body.items.length <= 40);
    for (const { key, bytes } of body.items) assert.deepEqual([bytes, listed.push(key) > 0], [15, true]);
    next = body.next;
  } while (next);
  assert.deepEqual(listed, names);
  for (const name of odd) {
    const { body } = await boris.get(`/kv?prefix=${encodeURIComponent(name)}`);
    assert.deepEqual(
      body.items.map(({ key }: { key: string }) => key),
      [name],
    );
  }
});

test('a list is asked for with what it answers, and nothing else', async () => {
  for (const query of [
    'after=list',
    'after=AA',
    `after=${Buffer.from('"\u0000"').toString('base64url')}`,
    'more=1',
    'prefix=a&prefix=b',
  ]) {
    const { status, body } = await anna.get(`/kv?${query}`);
    assert.deepEqual([status, body.code], [400, 'invalid_fields'], query);
  }
});

test('deleting an account deletes its data', async () => {
  const clara = site.program();
  await clara.register('clara');
  await clara.signIn('clara');
  await clara.post('/kv/write', { data: { [fresh()]: 'gone' } });
  const count = async () => {
    const { rows } = await site.connection.query(
      `select (select count(*)::int from kv_entries where value = '"gone"') as entries, (select count(*)::int from kv_usage) as usage`,
    );
    return rows[0];
  };
  assert.deepEqual(await count(), { entries: 1, usage: 3 });
  await clara.call('DELETE', '/users/me', { current_password: 'Żółw & 3 small owls' });
  assert.deepEqual(await count(), { entries: 0, usage: 2 });
});

test('the log contains no keys or values (row 41)', () => {
  assert.ok(site.log.length > 0);
  for (const line of site.log) assert.ok(!/lamp:1|absent|list\/0/.test(line), line);
});
