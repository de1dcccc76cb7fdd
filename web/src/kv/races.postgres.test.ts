import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freshDatabase } from '../../testing/database.ts';
import { people } from '../../testing/people/people.ts';
import { testSite } from '../../testing/website.ts';

const QUOTA = { keys: 100, bytes: 20_000 };
const { TEST_DATABASE_URL = '' } = process.env;
const databaseUrl = await freshDatabase(TEST_DATABASE_URL);
const site = await testSite({ databaseUrl, kvQuota: QUOTA });
const anna = site.program();
await anna.register('anna');
await anna.signIn('anna');

const numbers = Array.from({ length: 20 }, (_, n) => n);
const pairs = (names: string[], value: unknown) => Object.fromEntries(names.map((name) => [name, value]));

/** What the database holds, counted anew. */
async function counted() {
  const { rows } = await site.connection.query(
    `select u.keys as counted_keys, u.bytes::int as counted_bytes, count(e.key)::int as keys,
      coalesce(sum(octet_length(e.key) + octet_length(e.value)), 0)::int as bytes
      from kv_usage u left join kv_entries e using (user_id) group by u.user_id`,
  );
  return rows[0] as { counted_keys: number; counted_bytes: number; keys: number; bytes: number };
}

async function consistent() {
  const { counted_keys, counted_bytes, keys, bytes } = await counted();
  assert.deepEqual([counted_keys, counted_bytes], [keys, bytes]);
  return { keys, bytes };
}

test('of many simultaneous writes of the same keys exactly one writes each key', async () => {
  for (let round = 0; round < 5; round++) {
    const names = numbers.slice(0, 10).map((n) => `${round}/${n}`);
    const writers = await Promise.all(
      numbers.map(async (writer) => {
        const order = names.toSorted(() => Math.random() - 0.5);
        const { status, body } = await anna.post('/kv/write', { data: pairs(order, writer) });
        assert.equal(status, 200);
        assert.deepEqual([...body.written, ...body.ignored].toSorted(), names.toSorted());
        return { writer, written: body.written as string[] };
      }),
    );
    const { body } = await anna.post('/kv/read', { keys: names });
    for (const name of names)
      assert.deepEqual(
        writers.filter(({ written }) => written.includes(name)).map(({ writer }) => writer),
        [body.data[name]],
      );
    assert.deepEqual((await anna.post('/kv/delete', { keys: names })).body.deleted, names);
  }
  assert.deepEqual(await consistent(), { keys: 0, bytes: 0 });
});

test('of many simultaneous deletions of the same keys exactly one deletes each key', async () => {
  const names = numbers.map(String);
  for (let round = 0; round < 5; round++) {
    await anna.post('/kv/write', { data: pairs(names, round) });
    const deleted = await Promise.all(
      numbers.map(async () => {
        const order = names.toSorted(() => Math.random() - 0.5);
        const { status, body } = await anna.post('/kv/delete', { keys: order });
        assert.equal(status, 200);
        return body.deleted as string[];
      }),
    );
    assert.deepEqual(deleted.flat().toSorted(), names.toSorted());
  }
  assert.deepEqual(await consistent(), { keys: 0, bytes: 0 });
});

test('simultaneous writes never exceed the quota, and answers, data and count agree', async () => {
  const value = 'x'.repeat(90);
  const replies = await Promise.all(
    Array.from({ length: 60 }, (_, n) =>
      anna.post('/kv/write', { data: pairs([`${n}/a`, `${n}/b`, `${n % 7}/c`], value) }),
    ),
  );
  const written = replies.flatMap(({ body }) => body.written ?? []);
  assert.deepEqual(new Set(replies.map(({ status }) => status)), new Set([200, 507]));
  const { keys, bytes } = await consistent();
  assert.equal(written.length, keys);
  assert.ok(keys <= QUOTA.keys && keys > QUOTA.keys - 3, `${keys} keys`);
  assert.ok(bytes <= QUOTA.bytes);
  for (const { status, body } of replies)
    if (status === 507) {
      assert.deepEqual([body.code, body.quota], ['storage_full', QUOTA]);
      assert.ok(body.used.keys <= QUOTA.keys && body.used.keys + 3 > QUOTA.keys, body.used.keys);
    }
  await anna.post('/kv/delete', { keys: written });
  assert.deepEqual(await consistent(), { keys: 0, bytes: 0 });
});

test('writing, deleting and changing the account at once fails nothing and keeps the count', async () => {
  const names = numbers.map((n) => `mixed ${n}`);
  const some = () => names.filter(() => Math.random() < 0.5).toSorted(() => Math.random() - 0.5);
  const statuses = await Promise.all(
    Array.from({ length: 60 }, async (_, n) => {
      if (n % 10 === 0) return (await anna.call('PATCH', '/users/me', { first_name: 'Анна' })).status;
      const chosen = ['mixed 0', ...some().filter((name) => name !== 'mixed 0')];
      const reply =
        n % 2
          ? anna.post('/kv/write', { data: pairs(chosen, n) })
          : anna.post('/kv/delete', { keys: chosen });
      return (await reply).status;
    }),
  );
  assert.deepEqual(new Set(statuses), new Set([200, 204]));
  await consistent();
});

test('a write during the deletion of its account is deleted too, without a deadlock', async () => {
  for (let round = 0; round < 5; round++) {
    const boris = site.program();
    await boris.register('boris');
    await boris.signIn('boris');
    const replies = await Promise.all([
      ...numbers.map((n) => boris.post('/kv/write', { data: pairs([`${n % 3}`, `${n}/x`], n) })),
      boris.call('DELETE', '/users/me', { current_password: people.boris.password }),
      ...numbers.map((n) => boris.post('/kv/delete', { keys: [`${n % 3}`, `${n}/x`] })),
    ]);
    for (const { status } of replies) assert.ok([200, 204, 401].includes(status), String(status));
    assert.equal(replies[20]?.status, 204);
  }
  const { rows } = await site.connection.query(
    'select count(distinct user_id)::int as owners from kv_entries',
  );
  assert.ok(Number(rows[0]?.owners) <= 1);
});
