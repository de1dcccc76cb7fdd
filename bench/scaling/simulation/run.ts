import { openProcesses } from './processes.ts';
import { startCountedCluster } from './redis-nodes.ts';
import { SIMULATIONS, type SimulationName } from './shapes.ts';
import { type Simulated, simulate } from './simulate.ts';

export type Simulations = Record<SimulationName, Simulated[]>;

/**
 * Simulates each shape with more and more chat processes over one Redis Cluster of three nodes.
 *
 * @param counts how many processes, in rising order
 * @param say told what came out of each run
 */
export async function runSimulations(
  counts: readonly number[],
  say: (line: string) => void,
): Promise<Simulations> {
  const cluster = await startCountedCluster();
  const chats = await openProcesses(cluster.url);
  const all: Simulations = { together: [], apart: [], large: [] };
  try {
    for (const count of counts) {
      await chats.grow(count);
      for (const name of Object.keys(SIMULATIONS) as SimulationName[]) {
        const simulated = await simulate({ cluster, chats }, name);
        all[name].push(simulated);
        say(`${name} ${JSON.stringify(simulated)}`);
      }
    }
    return all;
  } finally {
    await chats.stop();
    await cluster.stop();
  }
}
