import type { Logger } from '@lantern/service/log';
import { redisAddresses } from '@lantern/service/redis-url';
import { ClusterMetrics } from '../cluster-metrics.ts';
import type { Bus } from './bus.ts';
import { createNode } from './node.ts';
import { redisClusterBus } from './redis-cluster-bus.ts';

/**
 * Makes the bus over one Redis or over a Redis Cluster; `connect` opens its connections.
 *
 * @param parts.url the address of one Redis, or of some nodes of a Redis Cluster, separated by commas
 * @param parts.log logs when Redis is lost and when it is back
 */
export function createBus({ url, log }: { url: string; log: Logger }): Bus {
  const addresses = redisAddresses(url);
  return addresses.length > 1 ? redisClusterBus({ addresses, log }) : singleBus({ url, log });
}

function singleBus({ url, log }: { url: string; log: Logger }): Bus {
  const node = createNode({ url, log });
  async function warnOfRedisCluster(): Promise<void> {
    if (await node.isClustered())
      log.error('REDIS_URL names one node of a Redis Cluster: name several, separated by commas');
  }
  return {
    connect(changed) {
      node.connect((up) => {
        changed(up, () => true);
        if (up) warnOfRedisCluster().catch(() => {});
      });
    },
    nodeFor() {
      if (!node.isUp()) throw new Error('Redis cannot be reached');
      return node;
    },
    check: node.check,
    undetectedFor: 0,
    counted: new ClusterMetrics(),
    reportFailure() {},
    close: node.close,
  };
}
