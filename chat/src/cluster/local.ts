import type { Cluster, Notice, RoomRelay } from './cluster.ts';
import { ClusterMetrics } from './cluster-metrics.ts';
import { localCounts } from './counts/local-counts.ts';

const NO_PEERS: RoomRelay = {
  isShared: false,
  ready: undefined,
  partial: false,
  memberJoinedOrRenamed() {},
  memberLeft() {},
  broadcast() {},
  flush() {},
  close() {},
};

/** The cluster of web and chat in one process: no peers, no Redis. */
export function localCluster(): Cluster {
  const listeners = new Set<(notice: Notice) => void>();
  return {
    async announce(notice) {
      for (const listener of listeners) listener(notice);
    },
    onNotice(listener) {
      listeners.add(listener);
    },
    join: () => NO_PEERS,
    counts: localCounts(),
    isConnected: () => true,
    isReady: async () => true,
    subscriptionCount: () => 1,
    counted: new ClusterMetrics(),
    async close() {
      listeners.clear();
    },
  };
}
