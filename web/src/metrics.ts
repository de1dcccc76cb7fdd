import { type Durations, type Metric, UNREAD, zeros } from '@lantern/service/metrics';
import { catalogue, type ErrorCode } from './errors.ts';
import type { QueueState } from './limits/work-queue.ts';
import type { RedisMemory } from './shared-state/redis-memory.ts';

/** In seconds: 0.2 is the limit that 95 of 100 answers are to keep. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2.5, 5, 15];

/** What is counted in web: plain numbers, so that counting costs an addition, whether or not anybody reads them. */
export class WebMetrics {
  requests: Durations = UNREAD;
  /** Failures that were answered, by their code. */
  readonly problems = zeros(Object.keys(catalogue) as ErrorCode[]);
  /** Refusals by the limits of `limits/limits.ts`, by their names. */
  readonly limits: Record<string, number> = {};
  /** By what they do. */
  readonly queues = new Map<string, QueueState>();
  /** By node; empty where there is no Redis, or one without a limit. */
  readonly redisMemory: ReadonlyMap<string, RedisMemory>;

  constructor(redisMemory: ReadonlyMap<string, RedisMemory> = new Map()) {
    this.redisMemory = redisMemory;
  }
}

/** The same, for Prometheus. */
export function webMetrics(counted: WebMetrics): Metric[] {
  const queues = (read: (queue: QueueState) => number) => () =>
    Object.fromEntries([...counted.queues].map(([name, queue]) => [name, read(queue)]));
  const memory = (read: (memory: RedisMemory) => number) => () =>
    Object.fromEntries([...counted.redisMemory].map(([node, memory]) => [node, read(memory)]));
  return [
    {
      name: 'lantern_http_request_duration_seconds',
      help: 'Requests from their head to the end of their answer, by method, route and class of status',
      type: 'histogram',
      labels: ['method', 'route', 'status'],
      buckets: BUCKETS,
      attach(durations) {
        counted.requests = durations;
      },
    },
    {
      name: 'lantern_http_problems_total',
      help: 'Failures that were answered, by their code in docs/errors.md',
      type: 'counter',
      label: 'code',
      read: () => counted.problems,
    },
    {
      name: 'lantern_limits_hit_total',
      help: 'Acts that were refused because their limit was reached, by the limit',
      type: 'counter',
      label: 'limit',
      read: () => counted.limits,
    },
    {
      name: 'lantern_queue_running',
      help: 'Work under way: of "database" connections of the pool in use, of "passwords" hashes of bcrypt',
      type: 'gauge',
      label: 'queue',
      read: queues(({ running }) => running),
    },
    {
      name: 'lantern_queue_waiting',
      help: 'Work that waits for its turn',
      type: 'gauge',
      label: 'queue',
      read: queues(({ waiting }) => waiting),
    },
    {
      name: 'lantern_queue_busy_total',
      help: 'Work that was refused because its turn would not have come within five seconds',
      type: 'counter',
      label: 'queue',
      read: queues(({ refused }) => refused),
    },
    {
      name: 'lantern_redis_memory_used_bytes',
      help: 'Memory that a Redis with a limit uses, as it was seen within the last 15 seconds',
      type: 'gauge',
      label: 'node',
      read: memory(({ used }) => used),
    },
    {
      name: 'lantern_redis_memory_limit_bytes',
      help: 'The limit of that memory',
      type: 'gauge',
      label: 'node',
      read: memory(({ limit }) => limit),
    },
  ];
}
