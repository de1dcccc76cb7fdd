import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient } from 'redis';
import { startRedis } from '../../../../testing/servers/redis.ts';
import { startRedisCluster } from '../../../../testing/servers/redis-cluster.ts';
import type { Finding } from './finding.ts';
import { redisCheck } from './redis.ts';

const { TEST_REDIS_URL = '' } = process.env;

async function findings(url: string): Promise<Finding[]> {
  const found = [];
  for await (const finding of redisCheck(url).findings()) found.push(finding);
  return found;
}

test('doctor checks each named node of a cluster, and one node is not enough', async () => {
  await using cluster = await startRedisCluster();
  const named = await findings(cluster.url);
  assert.deepEqual(
    named.map(({ state }) => state),
    ['ok', 'ok', 'ok'],
  );
  const [alone] = await findings(cluster.nodes[0]?.url ?? '');
  assert.match(alone?.text ?? '', /is one node of a cluster: name several/);
  const [node, other] = await findings(`${cluster.nodes[0]?.url},${TEST_REDIS_URL}`);
  assert.equal(node?.state, 'ok');
  assert.match(other?.text ?? '', /is no node of a cluster/);
});

test('doctor names a Redis that would forget sessions when it is full', async () => {
  await using redis = await startRedis();
  const own = createClient({ url: redis.url });
  await own.connect();
  await own.configSet({ maxmemory: '100mb', 'maxmemory-policy': 'allkeys-lru' });
  own.destroy();
  const texts = (await findings(redis.url)).map(({ state, text }) => `${state} ${text}`).join('\n');
  assert.match(
    texts,
    /^wrong \S+ forgets sessions when it is full \(allkeys-lru\).*maxmemory-policy noeviction$/m,
  );
});
