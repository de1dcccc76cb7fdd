import { mostOpenFiles } from '../usage.ts';
import { outcome, waiting } from './compare.ts';
import { issuer, roomIds, tokens, UNLIMITED, withLoad } from './load-process.ts';
import type { Run } from './rounds.ts';
import { startChat } from './servers/start.ts';

export const WANTED = 20_000;
const PER_ROOM = 100;
/** What else a process has open. */
const OTHER_FILES = 100;

/**
 * As many connections as one process shall hold, and one message in each room, which everybody there has to get.
 *
 * @param say told when this machine does not let a process have so many files open
 */
export async function runMany(say: (line: string) => void): Promise<Run> {
  const connections = Math.min(WANTED, mostOpenFiles() - OTHER_FILES);
  if (connections < WANTED)
    say(
      `${WANTED} connections need more open files than the ${mostOpenFiles()} that a process may have here (ulimit -Hn): ${connections} are opened`,
    );
  const rooms = Math.ceil(connections / PER_ROOM);
  const minted = await tokens(connections, roomIds(rooms));
  const server = await startChat(issuer, { env: UNLIMITED });
  return withLoad([server], async (load) => {
    const opened = await load.connect(server, 'chat', {
      connections,
      rooms,
      tokens: minted,
      settle: 1,
      idle: 2,
    });
    const talked = await load.talk({ senders: 1, messages: 1, window: 1, rate: 0, chunk: 1 });
    const { other_cpu_s, span_s, figures } = waiting(opened, connections);
    const { p50, p99 } = talked.latency_ms;
    return {
      ...outcome(talked),
      other_cpu_s,
      span_s,
      figures: { connections, ...figures, deliveries: talked.deliveries, p50_ms: p50, p99_ms: p99 },
    };
  });
}
