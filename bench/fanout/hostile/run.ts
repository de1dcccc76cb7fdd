import { randomUUID } from 'node:crypto';
import { setInterval as every } from 'node:timers/promises';
import { Child } from '../../child.ts';
import { residentBytes } from '../../usage.ts';
import { outcome } from '../compare.ts';
import { LOAD } from '../cores.ts';
import { ENVELOPE, type Load, roomIds, tokens, withLoad } from '../load-process.ts';
import type { Run } from '../rounds.ts';
import { ATTACKS } from './attacks.ts';
import { startWatchedChat } from './chat.ts';
import type { Invasion, Outcomes } from './intruders.ts';

const ROOMS = 50;
const PER_ROOM = 20;
const GOOD = ROOMS * PER_ROOM;
const WARM_UP = 5;
/** Seconds after the hostile ones left until the memory is read. */
export const AFTERWARDS = 30;
const LOOK = 250;

/**
 * A thousand good people, each of whom says something once a second: alone, and for as long beside sockets that mean
 * harm. The limits are those of production.
 */
export async function runHostile(seconds: number): Promise<Run> {
  const rooms = roomIds(ROOMS);
  const [good, bad] = [await tokens(GOOD, rooms), await hostileTokens(rooms)];
  const { server, cutOff, liveMemory } = await startWatchedChat();
  // The good people's own process must not wait for this one, with which it shares a core.
  const under = ['chrt', '--idle', '0', ...LOAD];
  const intruders = new Child(new URL('intruders.ts', import.meta.url), { under });
  const measure = async (load: Load): Promise<Run> => {
    await load.open({
      ports: [server.port],
      pids: { server: server.pid, intruders: intruders.pid },
      connections: GOOD,
      rooms: ROOMS,
      tokens: good,
      envelope: ENVELOPE.chat,
      settle: 1,
      idle: 0,
    });
    const say = (messages: number) =>
      load.talk({ senders: PER_ROOM, messages, window: 0, rate: 1, chunk: 1 });
    await say(WARM_UP);
    const alone = await say(seconds);
    const before = residentBytes(server.pid);
    const liveBefore = await liveMemory();
    const most = mostMemory(server.pid);
    const invasion = intruders.ask<Outcomes>({ port: server.port, seconds, tokens: bad } satisfies Invasion);
    const beside = await say(seconds);
    const became = await invasion;
    const after = await say(AFTERWARDS);
    const memoryAfter = residentBytes(server.pid);
    return {
      // Who was closed misses what was said then, which is what the figure below is for.
      ...outcome({ ...beside, ok: [alone, beside, after].every(({ ok, closed }) => ok || closed > 0) }),
      figures: {
        p50_ms_alone: alone.latency_ms.p50,
        p99_ms_alone: alone.latency_ms.p99,
        p50_ms: beside.latency_ms.p50,
        p99_ms: beside.latency_ms.p99,
        cpu_share_alone: (alone.cpu_s.server ?? 0) / alone.span_s,
        cpu_share: (beside.cpu_s.server ?? 0) / beside.span_s,
        good_ones_closed: after.closed,
        memory_before: before,
        memory_most: most(),
        memory_after: memoryAfter,
        live_memory_before: liveBefore,
        live_memory_after: await liveMemory(),
      },
      detail: { became, cut_off_by_log: cutOff },
    };
  };
  return withLoad([server], measure).finally(() => intruders.stop());
}

/** Of each kind: those who enter with a token of their own, or of one person. */
async function hostileTokens(rooms: string[]): Promise<Record<string, string[]>> {
  const busy = [randomUUID()];
  const minted: Record<string, string[]> = {};
  for (const [name, { count, room, onePerson }] of Object.entries(ATTACKS)) {
    if (room === 'none') continue;
    const people = await tokens(onePerson ? 1 : count, room === 'busy' ? busy : rooms);
    minted[name] = Array.from({ length: count }, (_, i) => people[i % people.length] ?? '');
  }
  return minted;
}

/** Watches a process's memory. @returns what tells the most it has had so far, and stops */
function mostMemory(pid: number): () => number {
  let most = residentBytes(pid);
  const stopped = new AbortController();
  const watch = async () => {
    for await (const _ of every(LOOK, undefined, { signal: stopped.signal }))
      most = Math.max(most, residentBytes(pid));
  };
  watch().catch(() => {});
  return () => {
    stopped.abort();
    return most;
  };
}
