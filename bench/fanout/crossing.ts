import { startRedis } from '../../testing/servers/redis.ts';
import { redisPid } from '../redis-pid.ts';
import { outcome } from './compare.ts';
import type { Talked } from './load/talk.ts';
import { ENVELOPE, issuer, roomIds, tokens, UNLIMITED, withLoad } from './load-process.ts';
import type { Run } from './rounds.ts';
import { type Running, startChat } from './servers/start.ts';

const PROCESSES = { one: 1, two: 2 };
export const SIDES = ['one', 'two'] as const;
export const WINDOWS = [1, 8] as const;
const CONNECTIONS = 200;
const MESSAGES = 2000;
/** Until the code of each process is compiled: two have twice as much of that, and it is not what a message costs. */
const WARM_UP = 500;

/** A room of two hundred on one process, or half on each of two; both know Redis. */
export async function runCrossing(side: (typeof SIDES)[number]): Promise<Run> {
  await using redis = await startRedis();
  const minted = await tokens(CONNECTIONS, roomIds(1));
  const env = { ...UNLIMITED, REDIS_URL: redis.url };
  const chats: Running[] = [];
  for (let i = 0; i < PROCESSES[side]; i += 1) chats.push(await startChat(issuer, { env }));
  // Awaited here: Redis must not go before they do.
  return await withLoad(chats, async (load) => {
    const pids = Object.fromEntries(chats.map(({ pid }, i) => [`chat ${i + 1}`, pid]));
    await load.open({
      ports: chats.map(({ port }) => port),
      pids: { ...pids, redis: await redisPid(redis.url) },
      connections: CONNECTIONS,
      rooms: 1,
      tokens: minted,
      envelope: ENVELOPE.chat,
      settle: 1,
      idle: 0,
    });
    const runs: Run[] = [];
    for (const window of WINDOWS) {
      const job = { senders: 1, window, rate: 0, chunk: 1 };
      await load.talk({ ...job, messages: WARM_UP });
      const talked = await load.talk({ ...job, messages: MESSAGES });
      runs.push({ ...outcome(talked), figures: figuresOf(talked, window) });
    }
    return both(runs);
  });
}

function figuresOf({ cpu_s, deliveries, latency_ms }: Talked, window: number) {
  const { redis = 0, ...chats } = cpu_s;
  const chat = Object.values(chats).reduce((sum, seconds) => sum + seconds, 0);
  return {
    [`cpu_us_per_delivery_${window}`]: (chat * 1e6) / deliveries,
    [`redis_us_per_delivery_${window}`]: (redis * 1e6) / deliveries,
    [`p50_ms_${window}`]: latency_ms.p50,
    [`p99_ms_${window}`]: latency_ms.p99,
  };
}

function both(runs: Run[]): Run {
  const error = runs.find(({ ok }) => !ok)?.error;
  return {
    ok: error === undefined,
    ...(error === undefined ? {} : { error }),
    other_cpu_s: runs.reduce((sum, run) => sum + run.other_cpu_s, 0),
    span_s: runs.reduce((sum, run) => sum + run.span_s, 0),
    figures: Object.assign({}, ...runs.map(({ figures }) => figures)),
  };
}
