import { setTimeout as sleep } from 'node:timers/promises';
import { Meter, type Used } from '../../fanout/load/meter.ts';
import type { Talked } from '../../fanout/load/talk.ts';
import { ENVELOPE, Load, roomIds, tokens } from '../../fanout/load-process.ts';
import type { Processes } from './processes.ts';
import { between, type CountedCluster, type NodeCounts } from './redis-nodes.ts';
import { SIMULATIONS, type SimulationName } from './shapes.ts';

/** Seconds of CPU and what Redis did, over so many seconds. */
export type Phase = { span_s: number; chat_cpu_s: number; redis_cpu_s: number; redis: NodeCounts };
export type Simulated = {
  processes: number;
  rooms: number;
  connections: number;
  processesOfRoom: number;
  /** Everybody connects at once, as after a restart of the gateway. */
  connecting: Phase;
  idle: Phase;
  talking: Phase & Pick<Talked, 'deliveries' | 'latency_ms' | 'faults'>;
  messages: number;
  /** One process stands still and goes on, where that is tried. */
  stalled?: Phase;
};

/** Seconds. A process is lost after 15, and each sends a heartbeat every 5. */
const WARM_UP = 3;
const IDLE = 10;
const STALL = 18;
const AFTER_STALL = 7;
/** A member who left stays present for 5 seconds. */
const GRACE = 6;

export type SimulationParts = { cluster: CountedCluster; chats: Processes };

/**
 * Has everybody connect, wait and talk, and reads what that costs.
 *
 * @throws when a message was lost, repeated or misdirected, or a connection was closed
 */
export async function simulate(
  { cluster, chats }: SimulationParts,
  name: SimulationName,
): Promise<Simulated> {
  const { ports } = chats;
  const pids = { ...chats.pids, ...cluster.pids };
  const { rooms, connections, senders, rate, seconds, processesOfRoom } = SIMULATIONS[name](ports.length);
  const load = new Load([]);
  const phase = async <Measured>(run: () => Promise<Measured>, usedOf: (measured: Measured) => Used) => {
    const before = await cluster.counts();
    const measured = await run();
    const used = usedOf(measured);
    return { measured, phase: phaseOf(used, between(before, await cluster.counts())) };
  };
  const metered = (run: () => Promise<unknown>) =>
    phase(
      async () => {
        const meter = new Meter(pids);
        await run();
        return meter.used();
      },
      (used) => used,
    );
  try {
    const minted = await tokens(connections, roomIds(rooms));
    const job = { ports, pids, connections, rooms, tokens: minted, envelope: ENVELOPE.chat };
    const connecting = await phase(
      () => load.open({ ...job, settle: 1, idle: 0 }),
      (opened) => opened.connecting,
    );
    // Code is compiled when it first runs, which costs a hundred processes a hundred times as much as one.
    const talk = { senders, window: 0, rate, chunk: 1 };
    await load.talk({ ...talk, messages: rate * WARM_UP });
    const idle = await metered(() => sleep(IDLE * 1000));
    const messages = rate * seconds;
    const talking = await phase(
      () => load.talk({ ...talk, messages }),
      (talked) => talked,
    );
    const { deliveries, latency_ms, faults, ok, closed } = talking.measured;
    if (!ok) throw new Error(`${name} with ${ports.length}: ${JSON.stringify({ ...faults, closed })}`);
    const stalled =
      name === 'together' ? await metered(() => stall(Object.values(chats.pids)[0])) : undefined;
    return {
      processes: ports.length,
      rooms,
      connections,
      processesOfRoom,
      connecting: connecting.phase,
      idle: idle.phase,
      talking: { ...talking.phase, deliveries, latency_ms, faults },
      messages: messages * senders * rooms,
      ...(stalled && { stalled: stalled.phase }),
    };
  } finally {
    load.stop();
    await sleep(GRACE * 1000);
  }
}

async function stall(pid = 0): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  await sleep(STALL * 1000);
  process.kill(pid, 'SIGCONT');
  await sleep(AFTER_STALL * 1000);
}

function phaseOf({ cpu_s, span_s }: Used, redis: NodeCounts): Phase {
  const sum = (prefix: string) =>
    Object.entries(cpu_s).reduce(
      (all, [name, seconds]) => (name.startsWith(prefix) ? all + seconds : all),
      0,
    );
  return { span_s, chat_cpu_s: sum('chat'), redis_cpu_s: sum('redis'), redis };
}
