import type { ReadMetric } from '@lantern/service/metrics';

/** Counts what a process sends to the others over Redis and gets from them: packets of rooms, notices and heartbeats. */
export class ClusterMetrics {
  published = 0;
  received = 0;
  /** Packets and notices that could not be published. */
  failures = 0;
}

/** Describes these counts to Prometheus. */
export const clusterMetrics = (counted: ClusterMetrics): ReadMetric[] => [
  {
    name: 'lantern_cluster_published_total',
    help: 'What was published for other processes over Redis: packets of rooms, notices and heartbeats',
    type: 'counter',
    read: () => counted.published,
  },
  {
    name: 'lantern_cluster_received_total',
    help: 'What came over Redis, also what this process published itself',
    type: 'counter',
    read: () => counted.received,
  },
  {
    name: 'lantern_cluster_failures_total',
    help: 'What could not be published',
    type: 'counter',
    read: () => counted.failures,
  },
];
