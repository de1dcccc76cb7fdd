import { createClient } from 'redis';
import { REDIS_ANSWERS_WITHIN, type SlotRange } from './node.ts';

/**
 * Asks a node which hash slots are on which node of its Redis Cluster, over a connection of its own.
 *
 * @throws when the node cannot be reached
 */
export async function askForSlots(url: string): Promise<SlotRange[]> {
  const client = createClient({
    url,
    socket: {
      connectTimeout: REDIS_ANSWERS_WITHIN,
      socketTimeout: REDIS_ANSWERS_WITHIN,
      reconnectStrategy: false,
    },
  });
  // The awaited call rejects with the same error.
  client.on('error', () => {});
  try {
    await client.connect();
    const ranges = await client.clusterSlots();
    // A node that does not know its own address leaves it out.
    const { hostname } = new URL(url);
    return ranges.map(({ from, to, master: { host, port } }) => ({
      from,
      to,
      master: { host: host || hostname, port },
    }));
  } finally {
    client.destroy();
  }
}
