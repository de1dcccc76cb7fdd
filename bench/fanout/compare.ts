import type { Opened } from './load/crowd.ts';
import type { Talked } from './load/talk.ts';
import { issuer, roomIds, tokens, UNLIMITED, withLoad } from './load-process.ts';
import type { Kind } from './options.ts';
import type { Run } from './rounds.ts';
import type { Shape } from './scenarios.ts';
import { start, startChat } from './servers/start.ts';

/** One run of a scenario against one server, both new. */
export async function runShape(shape: Shape, kind: Kind): Promise<Run> {
  const { connections, rooms, settle, idle, talk } = shape;
  const minted = kind === 'chat' ? await tokens(connections, roomIds(rooms)) : [];
  const server = kind === 'chat' ? await startChat(issuer, { env: UNLIMITED }) : await start(kind);
  return withLoad([server], async (load) => {
    const opened = await load.connect(server, kind, { connections, rooms, tokens: minted, settle, idle });
    return talk ? talking(await load.talk(talk)) : waiting(opened, connections);
  });
}

/** What it cost to deliver. */
export function talking(talked: Talked): Run {
  const { cpu_s, deliveries, deliveries_per_s, latency_ms, most_behind_ms, ...rest } = talked;
  const { p50, p99, max } = latency_ms;
  return {
    ...outcome(talked),
    figures: {
      cpu_us_per_delivery: ((cpu_s.server ?? 0) * 1e6) / deliveries,
      deliveries_per_s,
      p50_ms: p50,
      p99_ms: p99,
      max_ms: max,
      load_cpu_s: rest.load_cpu_s,
      most_behind_ms,
    },
  };
}

/** Whether it went well and undisturbed. */
export function outcome({ ok, faults, closed, other_cpu_s, span_s }: Talked): Omit<Run, 'figures'> {
  const error = ok ? {} : { error: JSON.stringify({ ...faults, closed }) };
  return { ok, ...error, other_cpu_s, span_s };
}

/** What it costs to connect and to be there. */
export function waiting({ connect_s, connecting, bytes_per_connection }: Opened, connections: number): Run {
  const { cpu_s, other_cpu_s, span_s } = connecting;
  return {
    ok: true,
    other_cpu_s,
    span_s,
    figures: {
      bytes_per_connection: bytes_per_connection.server ?? 0,
      connect_cpu_us: ((cpu_s.server ?? 0) * 1e6) / connections,
      connections_per_s: connections / connect_s,
    },
  };
}
