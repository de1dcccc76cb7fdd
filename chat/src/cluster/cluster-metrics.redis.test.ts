import assert from 'node:assert/strict';
import test from 'node:test';
import { createLog } from '@lantern/service/log';
import { startRedis } from '../../../testing/servers/redis.ts';
import { until } from '../testing/cluster-fixture.ts';
import { kitchen } from '../testing/people.ts';
import { clusterOverRedis } from './redis.ts';

test('what crosses Redis is counted, and what cannot', async () => {
  await using redis = await startRedis();
  const cluster = clusterOverRedis({ url: redis.url, log: createLog('chat', 'silent') });
  const notice = { type: 'room-deleted', room_id: kitchen.id } as const;
  try {
    await until(() => cluster.isConnected());
    await cluster.announce(notice);
    await until(() => cluster.counted.received === 1);
    assert.equal(cluster.counted.published, 1);
    await redis.halt();
    await assert.rejects(cluster.announce(notice));
    const { published, received, failures } = cluster.counted;
    assert.deepEqual({ published, received, failures }, { published: 1, received: 1, failures: 1 });
  } finally {
    await cluster.close();
  }
});
