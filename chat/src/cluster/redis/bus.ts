import type { Logger } from '@lantern/service/log';
import { redisAddresses } from '@lantern/service/redis-url';
import { clusterBus } from './cluster-bus.ts';
import { openNode, type RedisNode } from './node.ts';

/** All channels: on one Redis, or each on the node of a Redis Cluster that has its hash slot. */
export type Bus = {
  /** @throws when the node cannot be reached */
  nodeFor(channel: string): RedisNode;
  /** In milliseconds: the loss of one channel may stay undetected for so long while other channels work. */
  undetectedFor: number;
  /** Something could not be published or subscribed to: perhaps another node has the channel by now. */
  reportFailure(): void;
  close(): void;
};

/** Called when channels can be used, and when they no longer can; `concerns` says which. */
export type BusChanged = (up: boolean, concerns: (channel: string) => boolean) => void;

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
    undetectedFor: 0,
    reportFailure() {},
    close: node.close,
  };
}
