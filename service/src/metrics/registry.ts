import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { DurationMetric, Metric, ReadMetric } from './metrics.ts';

type Series = {
  reset(): void;
  inc(value: number): void;
  inc(labels: Record<string, string>, value: number): void;
  collect?: () => Promise<void>;
};

/** In seconds: the buckets for durations of garbage collections. */
const GC_BUCKETS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5];

/** Makes a registry that writes the metrics, and those of Node itself, in the text format of Prometheus. */
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
  // The registry awaits this before each answer. No other code may run between `reset` and the last `inc`.
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
