import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { createLog } from '@lantern/service/log';
import { openParts } from '../../testing/website.ts';

const parts = await openParts(createLog('test', 'silent'));
after(parts.close);

test('a limit lets its points pass, then says how long to wait, and ends by itself (row 6)', async () => {
  const { limiter } = parts.sharedState;
  const long = limiter({ name: 'long', points: 2, seconds: 60 });
  const short = limiter({ name: 'short', points: 2, seconds: 1 });
  const key = randomUUID();
  assert.deepEqual([await long.take(key), await long.take(key)], [0, 0]);
  const wait = await long.take(key);
  assert.ok(wait > 50 && wait <= 60, `${wait} s`);
  while ((await short.take(key)) === 0);
  while ((await short.take(key)) > 0) await new Promise((resolve) => setTimeout(resolve, 20));
});

test('a returned attempt can be used again, and others stay counted', async () => {
  const limiter = parts.sharedState.limiter({ name: 'back', points: 2, seconds: 60 });
  const key = randomUUID();
  for (let time = 0; time < 5; time++) {
    assert.equal(await limiter.take(key), 0);
    await limiter.giveBack(key);
  }
  assert.deepEqual([await limiter.take(key), await limiter.take(key)], [0, 0]);
  assert.ok((await limiter.take(key)) > 0);
});

test('a reset count starts at zero, and keys are independent', async () => {
  const limiter = parts.sharedState.limiter({ name: 'test', points: 1, seconds: 60 });
  const [one, other] = [randomUUID(), randomUUID()];
  assert.equal(await limiter.take(one), 0);
  assert.equal(await limiter.take(other), 0);
  assert.ok((await limiter.take(one)) > 0);
  await limiter.clear(one);
  assert.equal(await limiter.take(one), 0);
});
