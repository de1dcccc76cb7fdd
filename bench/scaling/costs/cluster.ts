import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'redis';
import { ENVELOPE, Load, roomIds, tokens } from '../../fanout/load-process.ts';
import { fineCpuSeconds } from '../../usage.ts';
import { openProcesses, type Processes } from '../simulation/processes.ts';
import { type CountedCluster, startCountedCluster } from '../simulation/redis-nodes.ts';
import { fitLine } from './fit-line.ts';

export type ClusterCosts = {
  /** CPU of chat that a message takes more if it is published, and for each process that gets the packet. */
  sent_us: number;
  received_us: number;
  heartbeat_us: number;
  /** CPU of chat in a second, of a process with three Redis nodes and no sockets. */
  process_us_per_s: number;
  /** CPU of three Redis nodes in a second: their own, and for each process that is connected. */
  nodes_us_per_s: number;
  process_at_redis_us_per_s: number;
};

const PROCESSES = [2, 10] as const;
const MEMBERS = 20;
/** With no divisor in common with the numbers of processes, every room is on all of them; with 50 each is on one. */
const ROOMS = { together: 50, apart: 51 };
const TALK = { senders: 4, window: 0, rate: 1, chunk: 1 };
const SECONDS = 12;
/** Longer than the grace of those who left before. */
const LEFT = 8;
const IDLE = 20;
const HEARTBEATS = 4000;

/** Measures the cost of rooms that are open on several processes: on 2, then on 10. */
export async function measureCluster(): Promise<ClusterCosts> {
  const cluster = await startCountedCluster();
  const chats = await openProcesses(cluster.url);
  const packets: [peers: number, us: number][] = [];
  const idle: { chat: number; redis: number }[] = [];
  let heartbeat_us = 0;
  try {
    for (const count of PROCESSES) {
      await chats.grow(count);
      const together = await messageOf(chats, ROOMS.together);
      packets.push([count - 1, (await messageOf(chats, ROOMS.apart)) - together]);
      idle.push(await used(chats.pids, cluster, IDLE));
      if (count === 10) heartbeat_us = await heartbeats(cluster, Object.values(chats.pids));
    }
  } finally {
    await chats.stop();
    await cluster.stop();
  }
  const { offset, slope } = fitLine(packets);
  const [few, many] = idle as [(typeof idle)[number], (typeof idle)[number]];
  const process_at_redis_us_per_s = (many.redis - few.redis) / (PROCESSES[1] - PROCESSES[0]);
  return {
    sent_us: offset,
    received_us: slope,
    heartbeat_us,
    process_us_per_s: many.chat / PROCESSES[1],
    nodes_us_per_s: few.redis - PROCESSES[0] * process_at_redis_us_per_s,
    process_at_redis_us_per_s,
  };
}

/** Microseconds of all processes for a message and all its deliveries. */
async function messageOf({ ports, pids }: Processes, rooms: number): Promise<number> {
  const load = new Load([]);
  try {
    await load.open({
      ports,
      pids,
      connections: rooms * MEMBERS,
      rooms,
      tokens: await tokens(rooms * MEMBERS, roomIds(rooms)),
      envelope: ENVELOPE.chat,
      settle: 1,
      idle: 3,
    });
    await load.talk({ ...TALK, messages: 3 });
    const { cpu_s, ok, faults } = await load.talk({ ...TALK, messages: SECONDS });
    if (!ok) throw new Error(JSON.stringify(faults));
    const cpu = Object.values(cpu_s).reduce((sum, seconds) => sum + seconds, 0);
    return (cpu * 1e6) / (rooms * TALK.senders * SECONDS);
  } finally {
    load.stop();
    await sleep(LEFT * 1000);
  }
}

/** Microseconds of CPU in a second. */
async function used(chats: Record<string, number>, { pids }: CountedCluster, seconds: number) {
  const read = (some: Record<string, number>) =>
    Object.values(some).reduce((sum, pid) => sum + fineCpuSeconds(pid), 0);
  const before = { chat: read(chats), redis: read(pids) };
  await sleep(seconds * 1000);
  const of = (later: number, earlier: number) => ((later - earlier) * 1e6) / seconds;
  return { chat: of(read(chats), before.chat), redis: of(read(pids), before.redis) };
}

/** Microseconds of a process for the heartbeat of a peer. */
async function heartbeats({ url }: CountedCluster, pids: number[]): Promise<number> {
  const client = await createClient({ url: url.split(',')[0] as string }).connect();
  const peer = crypto.randomUUID();
  const read = () => pids.reduce((sum, pid) => sum + fineCpuSeconds(pid), 0);
  const before = read();
  for (let n = 0; n < HEARTBEATS; n += 1) await client.publish('lantern:heartbeats', peer);
  client.destroy();
  return ((read() - before) * 1e6) / HEARTBEATS / pids.length;
}
