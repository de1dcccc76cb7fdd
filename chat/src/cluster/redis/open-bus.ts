import type { Logger } from '@lantern/service/log';
import { redisAddresses } from '@lantern/service/redis-url';
import { ClusterMetrics } from '../cluster-metrics.ts';
import type { Bus, BusChanged } from './bus.ts';
import { clusterBus } from './cluster-bus.ts';
import { openNode } from './node.ts';

/** @param url of one Redis, or those of some nodes of a cluster, separated by commas */
export function openBus(url: string, log: Logger, changed: BusChanged): Bus {
  const addresses = redisAddresses(url);
  if (addresses.length > 1) return clusterBus(addresses, log, changed);
  const node = openNode(url, log, (up) => {
    changed(up, () => true);
    if (up) warnOfCluster().catch(() => {});
  });
  async function warnOfCluster(): Promise<void> {
    if (await node.isClustered())
      log.error('REDIS_URL names one node of a cluster: name several, separated by commas');
  }
  return {
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
