import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { DurationMetric, Metric, ReadMetric } from './metrics.ts';

type Series = {
  reset(): void;
  inc(value: number): void;
  inc(labels: Record<string, string>, value: number): void;
  collect?: () => Promise<void>;
};

/** In seconds, as the collections of garbage take. */
const GC_BUCKETS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5];

/** The metrics in the text format of Prometheus, and those of Node itself beside them. */
export function openRegistry(metrics: readonly Metric[]): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, gcDurationBuckets: GC_BUCKETS });
  for (const metric of metrics)
    if (metric.type === 'histogram') addDurations(registry, metric);
    else addRead(registry, metric);
  return registry;
}

function addRead(registry: Registry, metric: ReadMetric): void {
  const { name, help, label, type } = metric;
  const options = { name, help, labelNames: label === undefined ? [] : [label], registers: [registry] };
  const series: Series = type === 'gauge' ? new Gauge(options) : new Counter(options);
  // It is called before each answer, and waited for. Between `reset` and the last `inc` nobody else may come.
  series.collect = async () => {
    if (metric.label === undefined) {
      series.reset();
      return series.inc(metric.read());
    }
    const values = Object.entries(await metric.read());
    series.reset();
    for (const [value, count] of values) series.inc({ [metric.label]: value }, count);
  };
}

function addDurations(registry: Registry, { name, help, labels, buckets, attach }: DurationMetric): void {
  attach(new Histogram({ name, help, labelNames: [...labels], buckets, registers: [registry] }));
}
