import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, get, type IncomingMessage, request } from 'node:http';
import { test } from 'node:test';
import { testSite } from '../../testing/website.ts';

const quota = { keys: 8000, bytes: 2 ** 20 };
const site = await testSite({ kvQuota: quota });
const anna = site.program();
await anna.register('anna');
await anna.signIn('anna');

/** As many keys as are read in this thread: a larger body goes through another, and others have turns meanwhile. */
const keys = Array.from({ length: 6000 }, (_, n) => `${n}`);
const data = Object.fromEntries(keys.map((key) => [key, 0]));
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

async function isLive(): Promise<void> {
  const [answer] = (await once(get(`${site.url}/health/live`, { agent }), 'response')) as [IncomingMessage];
  assert.equal(answer.statusCode, 200);
  answer.resume();
  await once(answer, 'end');
}

for (const [call, body] of [
  ['/kv/write', { data }],
  ['/kv/read', { keys }],
  ['/kv/delete', { keys }],
] as const)
  test(`others are answered while the site is at a large batch of ${call} (row 48)`, async () => {
    const text = JSON.stringify(body);
    const order: string[] = [];
    const batch = request(`${site.url}${call}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${anna.token}`,
        'content-type': 'application/json',
        'content-length': text.length,
      },
    });
    const answered = once(batch, 'response').then(([answer]: IncomingMessage[]) => {
      order.push('batch');
      answer?.resume();
      return answer?.statusCode;
    });
    batch.write(text.slice(0, -1));
    // The batch is there but for its last byte, and the connection for the others is open.
    await isLive();
    batch.end(text.slice(-1));
    for (let n = 0; n < 3; n += 1) {
      await isLive();
      order.push('other');
    }
    assert.equal(await answered, 200);
    assert.deepEqual(order, ['other', 'other', 'other', 'batch']);
  });

test('a batch that is done in pieces is done whole or not at all, and in its order', async () => {
  const names = Array.from({ length: quota.keys + 1 }, (_, n) => `${n}`).reverse();
  const written = await anna.post('/kv/write', { data: { kept: 1, [names[3000] ?? '']: 2 } });
  assert.equal(written.status, 200);
  const over = await anna.post('/kv/write', {
    data: Object.fromEntries(names.map((name) => [`n${name}`, 0])),
  });
  assert.deepEqual([over.status, over.body.used.keys], [507, 2]);
  const read = await anna.post('/kv/read', { keys: names });
  assert.deepEqual([read.status, read.body.keys], [404, names.toSpliced(3000, 1)]);
  const deleted = await anna.post('/kv/delete', { keys: ['kept', ...names] });
  assert.deepEqual(deleted.body, { deleted: ['kept', names[3000]], absent: names.toSpliced(3000, 1) });
  assert.equal((await anna.get('/kv/usage')).body.used.keys, 0);
});
