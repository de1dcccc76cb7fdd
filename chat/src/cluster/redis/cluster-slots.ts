import { createClient } from 'redis';
import { ANSWER_WITHIN, type SlotRange } from './node.ts';

/** Asks a node which slots are on which node of its cluster, and hangs up. @throws when it cannot be asked */
export async function askForSlots(url: string): Promise<SlotRange[]> {
  const client = createClient({
    url,
    socket: { connectTimeout: ANSWER_WITHIN, socketTimeout: ANSWER_WITHIN, reconnectStrategy: false },
  });
  // Told by what is awaited, too.
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
