import { z } from 'zod';
import { port } from '../environment.ts';

/** Absent METRICS_PORT: nothing is served. */
export const metricsVariables = {
  METRICS_PORT: port.optional(),
  METRICS_HOST: z.string().default('127.0.0.1'),
};

/**
 * A metric that is read at each scrape, so that counting costs an addition only. The values of its label are named in the code and
 * never come from a request: Prometheus keeps a series for each.
 */
export type ReadMetric = { name: string; help: string; type: 'counter' | 'gauge' } & (
  | { label?: undefined; read(): number }
  | { label: string; read(): Record<string, number> | Promise<Record<string, number>> }
);

/** A metric of durations, which are recorded one by one. */
export type DurationMetric = {
  name: string;
  help: string;
  type: 'histogram';
  labels: readonly string[];
  /** In seconds. */
  buckets: number[];
  /** Receives the object that records the durations. */
  attach(durations: Durations): void;
};

export type Metric = ReadMetric | DurationMetric;

export type Durations = { observe(labels: Record<string, string>, seconds: number): void };

/** Records nothing. */
export const UNREAD: Durations = { observe() {} };

/** Makes a count for each of `names`. Series begin at 0, so that the first event is seen as a rise. */
export const zeros = <Name extends string>(names: readonly Name[]): Record<Name, number> =>
  Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;

/**
 * Makes a metric that tells which parts that a service needs answer: 1 or 0 for each part.
 *
 * @param check asks all parts
 */
export const readiness = (check: () => Promise<Record<string, boolean>>): ReadMetric => ({
  name: 'lantern_ready',
  help: 'Whether a part that the process needs answers (1) or not (0)',
  type: 'gauge',
  label: 'part',
  async read() {
    const parts = await check();
    return Object.fromEntries(Object.entries(parts).map(([part, isUp]) => [part, Number(isUp)]));
  },
});
