import type { Logger } from '@lantern/service/log';
import { redisAddresses } from '@lantern/service/redis-url';
import { clusterBus } from './cluster-bus.ts';
import { openNode, type RedisNode } from './node.ts';

/** What carries the channels: one Redis, or each channel the node of a cluster that has its slot. */
export type Bus = {
  /** @throws when it cannot be reached */
  carrier(channel: string): RedisNode;
  /** In milliseconds: for so long a channel may be dead while others, that live, are not. */
  unnoticed: number;
  /** Something could not be said or heard: perhaps another node carries it by now. */
  doubt(): void;
  close(): void;
};

/** Told when channels can be used, and when they no longer can; `concerns` says which. */
export type Changed = (up: boolean, concerns: (channel: string) => boolean) => void;

/** @param url of one Redis, or those of some nodes of a cluster, separated by commas */
export function openBus(url: string, log: Logger, changed: Changed): Bus {
  const addresses = redisAddresses(url);
  if (addresses.length > 1) return clusterBus(addresses, log, changed);
  const node = openNode(url, log, (up) => {
    changed(up, () => true);
    if (up) warn().catch(() => {});
  });
  async function warn(): Promise<void> {
    if (await node.isClustered())
      log.error('REDIS_URL names one node of a cluster: name several, separated by commas');
  }
  return {
    carrier() {
      if (!node.isUp()) throw new Error('Redis cannot be reached');
      return node;
    },
    unnoticed: 0,
    doubt() {},
    close: node.close,
  };
}
