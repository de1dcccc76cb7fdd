import assert from 'node:assert/strict';
import { test } from 'node:test';
import { redisAddresses, redisUrl } from './redis-url.ts';

test('a REDIS_URL is one address, or several', () => {
  const [one, other] = ['redis://:p,w@one:6379', 'rediss://user:password@other'];
  assert.deepEqual(redisAddresses(one), [one]);
  assert.deepEqual(redisAddresses(`${one}, ${other}`), [one, other]);
});

test('each address must be valid', () => {
  const one = 'redis://one:6379';
  for (const url of [one, `${one},${one}`, `${one} , rediss://two`])
    assert.ok(redisUrl.safeParse(url).success, url);
  for (const url of ['', 'one:6379', 'http://one', `${one},two:6379`, `${one},`, `${one},http://two`])
    assert.ok(!redisUrl.safeParse(url).success, url);
});
