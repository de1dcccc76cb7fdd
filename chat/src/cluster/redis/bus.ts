import type { ClusterMetrics } from '../cluster-metrics.ts';
import type { RedisNode } from './node.ts';

/** All channels: on one Redis, or each on the node of a Redis Cluster that has its hash slot. */
export type Bus = {
  /** Connects, and reconnects by itself for ever. */
  connect(changed: BusChanged): void;
  /** @throws when the node cannot be reached */
  nodeFor(channelOrKey: string): RedisNode;
  /** @throws when Redis cannot be reached, or refuses to publish or to subscribe (NOPERM) */
  check(): Promise<void>;
  /** In milliseconds: the loss of one channel may stay undetected for so long while other channels work. */
  undetectedFor: number;
  readonly counted: ClusterMetrics;
  /** Reports that a publish or a subscription failed: perhaps another node has the channel by now. */
  reportFailure(): void;
  close(): void;
};

/** Called when channels can be used, and when they no longer can. `concerns` returns whether a channel is among them. */
export type BusChanged = (up: boolean, concerns: (channel: string) => boolean) => void;
