import { randomBytes } from 'node:crypto';
import { createClient } from 'redis';
import { startRedis, type TestRedis } from './redis.ts';
import { freePort } from './server.ts';

const SLOTS = 16_384;
/** In milliseconds: no longer, so that a node that comes back is soon let in, and no less, so that a slow one is not missed. */
const NODE_TIMEOUT = 3000;

type Node = TestRedis & { busPort: number };

export interface TestRedisCluster extends AsyncDisposable {
  /** The addresses of all nodes, separated by commas. */
  readonly url: string;
  /** Each has a third of the slots, the first the lowest. */
  readonly nodes: readonly TestRedis[];
  stop(): Promise<void>;
}

/** Starts a Redis cluster of three nodes, without replicas, on random loopback ports. @throws as {@link startRedis} */
export async function startRedisCluster(): Promise<TestRedisCluster> {
  const password = randomBytes(18).toString('base64url');
  const nodes = await Promise.all([0, 1, 2].map(() => startNode(password)));
  const stop = async () => {
    await Promise.all(nodes.map((node) => node.stop()));
  };
  try {
    await join(nodes);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: nodes.map(({ url }) => url).join(','), nodes, stop, [Symbol.asyncDispose]: stop };
}

async function startNode(password: string): Promise<Node> {
  const busPort = await freePort();
  const node = await startRedis([
    'cluster-enabled yes',
    // Not the port plus 10,000, which may be above 65,535.
    `cluster-port ${busPort}`,
    `cluster-node-timeout ${NODE_TIMEOUT}`,
    `requirepass ${password}`,
  ]);
  const url = new URL(node.url);
  url.password = password;
  return Object.assign(node, { url: url.href, busPort });
}

async function join(nodes: readonly Node[]): Promise<void> {
  const clients = await Promise.all(nodes.map(({ url }) => createClient({ url }).connect()));
  try {
    for (const [place, client] of clients.entries()) {
      const [from, to] = [place, place + 1].map((third) => Math.floor((third * SLOTS) / nodes.length));
      await client.sendCommand(['CLUSTER', 'SET-CONFIG-EPOCH', String(place + 1)]);
      await client.sendCommand(['CLUSTER', 'ADDSLOTSRANGE', String(from), String(Number(to) - 1)]);
    }
    // Afterwards: a node that one of the others has met already takes no epoch.
    for (const client of clients) {
      for (const { port, busPort } of nodes)
        await client.sendCommand(['CLUSTER', 'MEET', '127.0.0.1', String(port), String(busPort)]);
    }
    for (const client of clients)
      while (!/cluster_state:ok[\s\S]*cluster_known_nodes:3/.test(await client.clusterInfo()))
        await new Promise(setImmediate);
  } finally {
    for (const client of clients) client.destroy();
  }
}
