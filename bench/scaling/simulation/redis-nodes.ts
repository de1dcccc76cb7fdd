import { createClient } from 'redis';
import { startRedisCluster } from '../../../testing/servers/redis-cluster.ts';

/** What a Redis node has done since it started, or what it holds now. */
export type NodeCounts = {
  /** Packets of rooms, and heartbeats with notices. */
  spublish: number;
  publish: number;
  in_bytes: number;
  out_bytes: number;
  /** Messages to the other nodes over the bus of the cluster. */
  bus_sent: number;
  clients: number;
  memory_bytes: number;
  channels: number;
};

export type CountedCluster = {
  url: string;
  /** Process ids by the names of the nodes. */
  pids: Record<string, number>;
  /** Of all nodes together. */
  counts(): Promise<NodeCounts>;
  stop(): Promise<void>;
};

/** Starts a Redis Cluster of three nodes whose work can be counted. */
export async function startCountedCluster(): Promise<CountedCluster> {
  const cluster = await startRedisCluster();
  const clients = await Promise.all(cluster.nodes.map(({ url }) => createClient({ url }).connect()));
  const pids: Record<string, number> = {};
  for (const [n, client] of clients.entries())
    pids[`redis ${n + 1}`] = field(await client.info('server'), 'process_id');
  const countsOf = async (client: (typeof clients)[number]): Promise<NodeCounts> => {
    const info = await client.info('all');
    return {
      spublish: field(info, 'cmdstat_spublish:calls', '='),
      publish: field(info, 'cmdstat_publish:calls', '='),
      in_bytes: field(info, 'total_net_input_bytes'),
      out_bytes: field(info, 'total_net_output_bytes'),
      bus_sent: field(String(await client.sendCommand(['CLUSTER', 'INFO'])), 'cluster_stats_messages_sent'),
      clients: field(info, 'connected_clients'),
      memory_bytes: field(info, 'used_memory'),
      channels: field(info, 'pubsubshard_channels'),
    };
  };
  return {
    url: cluster.url,
    pids,
    counts: async () => (await Promise.all(clients.map(countsOf))).reduce(add),
    async stop() {
      for (const client of clients) client.destroy();
      await cluster.stop();
    },
  };
}

/** What was done between two readings; what is held is that of the later one. */
export function between(before: NodeCounts, after: NodeCounts): NodeCounts {
  const { clients, memory_bytes, channels } = after;
  const done = combine(after, before, (a, b) => a - b);
  return { ...done, clients, memory_bytes, channels };
}

const add = (one: NodeCounts, other: NodeCounts) => combine(one, other, (a, b) => a + b);

function combine(one: NodeCounts, other: NodeCounts, join: (a: number, b: number) => number): NodeCounts {
  const names = Object.keys(one) as (keyof NodeCounts)[];
  return Object.fromEntries(names.map((name) => [name, join(one[name], other[name])])) as NodeCounts;
}

/** A number of INFO; 0 for what has not happened. */
function field(info: string, name: string, sign = ':'): number {
  const line = info.split(/[\r\n]+/).find((each) => each.startsWith(`${name}${sign}`));
  return Number(/^\d+/.exec(line?.slice(name.length + 1) ?? '')?.[0] ?? 0);
}
