import type { Logger } from '@lantern/service/log';
import { redisAddresses } from '@lantern/service/redis-url';
import { ClusterMetrics } from '../cluster-metrics.ts';
import type { Bus } from './bus.ts';
import { clusterBus } from './cluster-bus.ts';
import { openNode } from './node.ts';

/**
 * The channels of one Redis, or of a cluster.
 *
 * @param parts.url of one Redis, or those of some nodes of a cluster, separated by commas
 * @param parts.log logs when Redis is lost and when it is back
 */
export function openBus({ url, log }: { url: string; log: Logger }): Bus {
  const addresses = redisAddresses(url);
  return addresses.length > 1 ? clusterBus({ addresses, log }) : singleBus({ url, log });
}

function singleBus({ url, log }: { url: string; log: Logger }): Bus {
  const node = openNode({ url, log });
  async function warnOfCluster(): Promise<void> {
    if (await node.isClustered())
      log.error('REDIS_URL names one node of a cluster: name several, separated by commas');
  }
  return {
    connect(changed) {
      node.connect((up) => {
        changed(up, () => true);
        if (up) warnOfCluster().catch(() => {});
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
